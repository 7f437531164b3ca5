import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Why a finding about a construct is accepted, said at the construct or above it. @returns `undefined` where nobody said so */
export function acknowledgementOf(construct: IConstruct, findingId: string): string | undefined {
  for (let node: IConstruct | undefined = construct; node !== undefined; node = node.node.scope) {
    for (const { type, data } of node.node.metadata) {
      if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
      // CDK puts a kind before an id that has none, in a spelling that changed once; its report offers ids with the pack before them.
      const found = Object.entries(data as Record<string, string>).find(([id]) => id.replace(/^(?:annotation|soc2)::/i, '') === findingId);
      if (found !== undefined) return found[1];
    }
  }
  return undefined;
}
