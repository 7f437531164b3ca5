import { CfnParameter, CfnResource, type Stack } from 'aws-cdk-lib';
import type { AnyRule } from '../../../lib/compliance/soc2/nag-rule';
import type { Verdict } from '../../../lib/compliance/soc2/verdict';
import type { Soc2Thresholds } from '../../../lib/compliance/soc2-thresholds';
import { judged } from './soc2';

/** A value that deployment hands in. */
export const HANDED_IN = { Ref: 'HandedIn' };

/** What a finding says that could not be told. */
export const unresolvedAt = (...paths: readonly string[]): readonly string[] => paths.map((path) => `unresolved:${path}`);

/** A resource as a template has it: no class of CDK looks at its properties, so that they can be written in any way. */
export function raw(stack: Stack, logicalId: string, type: string, properties: object): CfnResource {
  const resource = new CfnResource(stack, logicalId, { type, properties: properties as Record<string, unknown> });
  resource.overrideLogicalId(logicalId);
  return resource;
}

/**
 * What a rule says of one resource as a template has it; `undefined` where it does not apply.
 * @param besides adds what else is in the stack
 */
export function verdictOn(
  rule: AnyRule, type: string, properties: object, besides: (stack: Stack) => void = () => undefined, thresholds: Soc2Thresholds = {},
): Verdict | undefined {
  return judged(rule, (stack) => {
    new CfnParameter(stack, 'HandedIn');
    raw(stack, 'Judged', type, properties);
    besides(stack);
  }, thresholds)['Stack/Judged'];
}
