import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The packs of cdk-nag that share the names of rules. */
const PACKS = ['NIST.800.53.R4', 'NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'] as const;

/**
 * Answers one finding that several packs report under the same name.
 * @param rule its name without the pack's
 * @param reason one that an auditor would accept
 */
export function acknowledgeInPacks(construct: IConstruct, rule: string, reason: string): void {
  for (const pack of PACKS) Validations.of(construct).acknowledge({ id: `${pack}-${rule}`, reason });
}
