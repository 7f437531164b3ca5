import type { CfnResource } from 'aws-cdk-lib';
import { NagRuleCompliance, type NagRuleResult } from 'cdk-nag';
import type { Rule, RuleDescription } from './rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved, type Verdict } from './verdict';

/** A rule of cdk-nag's own, in our catalogue. */
export interface NagRule extends RuleDescription {
  readonly rule: (node: CfnResource) => NagRuleResult;
}

/** A rule of the pack. */
export type AnyRule = NagRule | Rule;

/** What a rule of cdk-nag says of a resource. It throws where a value is an intrinsic function. */
export function verdictOf({ rule }: NagRule, node: CfnResource): Verdict {
  try {
    const result = rule(node);
    if (Array.isArray(result)) return result;
    if (result === NagRuleCompliance.NOT_APPLICABLE) return NOT_APPLICABLE;
    return result === NagRuleCompliance.COMPLIANT ? COMPLIANT : NON_COMPLIANT;
  } catch {
    return unresolved('properties');
  }
}
