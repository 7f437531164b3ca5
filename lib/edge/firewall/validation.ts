import { Token } from 'aws-cdk-lib';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { awsRules } from './aws-rules';
import { byVersion } from './cidr';
import type { FirewallRateLimit, ManagedFirewallProps } from './managed-firewall-props';
import { rateRules } from './rate-rules';

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html */
const WINDOWS_IN_SECONDS = [60, 120, 300, 600];
const FEWEST_REQUESTS = 10;
const MOST_REQUESTS = 2_000_000_000;
/** @see https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const MOST_CIDRS = 10_000;
const MOST_RATE_RULES = 10;

/** Names of the rules for addresses, beside those that are sketched elsewhere. */
export const ADDRESS_RULES = { denied: 'DeniedAddresses', exempt: 'ExemptAddresses' } as const;

/** @throws Error where a setting of the firewall does not fit */
export function assertManagedFirewall(props: ManagedFirewallProps): void {
  assertLimit('requestLimit', props.requestLimit);
  assertLimit('postLimit', props.postLimit);
  assertLimit('changeLimit', props.changeLimit);
  assertCidrs('deniedCidrs', props.deniedCidrs ?? []);
  assertCidrs('exemptCidrs', props.exemptCidrs ?? []);
  assertOwnRules(props.rules ?? []);
}

function assertLimit(property: string, limit: FirewallRateLimit | undefined): void {
  if (limit === undefined) return;
  const { requests, window } = limit;
  const inRange = Number.isInteger(requests) && requests >= FEWEST_REQUESTS && requests <= MOST_REQUESTS;
  if (!Token.isUnresolved(requests) && !inRange) {
    throw new Error(
      `got ${requests} requests in ${property}, expected a whole number from ${FEWEST_REQUESTS} to 2,000,000,000: AWS WAF takes no other`,
    );
  }
  if (window !== undefined && !window.isUnresolved() && !WINDOWS_IN_SECONDS.includes(window.toSeconds({ integral: false }))) {
    throw new Error(`got a window of ${window.toHumanString()} in ${property}, expected 1, 2, 5 or 10 minutes: AWS WAF counts over no other`);
  }
}

function assertCidrs(property: string, cidrs: string[]): void {
  if (cidrs.length > MOST_CIDRS) {
    throw new Error(`got ${cidrs.length} ranges in ${property}, expected ${MOST_CIDRS} at most: join neighbours, or write a rule with IP sets of your own`);
  }
  byVersion(cidrs, property);
}

function assertOwnRules(rules: CfnWebACL.RuleProperty[]): void {
  const taken = new Set<string>([...Object.values(ADDRESS_RULES), ...rateRules({}).map(({ name }) => name), ...awsRules().map(({ name }) => name)]);
  const priorities = new Set<number>();
  for (const { name, priority, action, overrideAction } of rules) {
    if (taken.has(name)) throw new Error(`got a rule named ${JSON.stringify(name)} in rules, but there is such a rule already: give it another name`);
    taken.add(name);
    if (priorities.has(priority)) {
      throw new Error(`got priority ${priority} for the rule ${JSON.stringify(name)} in rules, which another one has: give each a number of its own, they order the rules`);
    }
    priorities.add(priority);
    if ((action === undefined) === (overrideAction === undefined)) {
      throw new Error(
        `got ${action === undefined ? 'neither' : 'both'} action and overrideAction for the rule ${JSON.stringify(name)} in rules, expected one: overrideAction for a rule group, action for any other`,
      );
    }
  }
  const rateRulesInAll = rateRules({}).length + rules.filter(({ statement }) => 'rateBasedStatement' in statement).length;
  if (rateRulesInAll > MOST_RATE_RULES) {
    throw new Error(
      `got ${rateRulesInAll - rateRules({}).length} rate rules in rules, expected ${MOST_RATE_RULES - rateRules({}).length} at most: a web ACL takes ${MOST_RATE_RULES}, and the firewall has ${rateRules({}).length} of its own`,
    );
  }
}
