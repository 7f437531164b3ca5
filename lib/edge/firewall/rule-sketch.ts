import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** A rule of the firewall's own, before it has a place among the others. */
export interface RuleSketch {
  /** Name of the rule, also of its metric. */
  readonly name: string;
  /** What it looks for. */
  readonly statement: CfnWebACL.StatementProperty;
  /** What it does; undefined for a rule group, whose rules have actions of their own. */
  readonly action?: CfnWebACL.RuleActionProperty;
}

/** A rule at its place, either in force or only counting. */
export function ruleOf({ name, statement, action }: RuleSketch, priority: number, countOnly: boolean): CfnWebACL.RuleProperty {
  const inForce = action === undefined ? { overrideAction: { none: {} } } : { action };
  const counting = action === undefined ? { overrideAction: { count: {} } } : { action: { count: {} } };
  return {
    name,
    priority,
    statement,
    ...(countOnly ? counting : inForce),
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
  };
}
