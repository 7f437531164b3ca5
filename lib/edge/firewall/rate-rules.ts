import { Duration } from 'aws-cdk-lib';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { changesState, isPost } from './luigi-paths';
import type { FirewallRateLimit, ManagedFirewallProps } from './managed-firewall-props';
import { refuseTooMany } from './responses';
import type { RuleSketch } from './rule-sketch';

const WINDOW = Duration.minutes(5);
/** Ten principals that use all of the gateway's 1,200 calls and 120 changes a minute: a test holds the numbers together. */
const REQUESTS: FirewallRateLimit = { requests: 60_000 };
const POSTS: FirewallRateLimit = { requests: 6_000 };
const CHANGES: FirewallRateLimit = { requests: 6_000 };

/** Limits for each client address: all requests, POST, and whatever changes Luigi's state. */
export function rateRules({ requestLimit = REQUESTS, postLimit = POSTS, changeLimit = CHANGES }: ManagedFirewallProps): RuleSketch[] {
  return [
    limited('RequestsOfAddress', requestLimit),
    limited('PostsOfAddress', postLimit, isPost()),
    limited('ChangesOfAddress', changeLimit, changesState()),
  ];
}

function limited(name: string, { requests, window = WINDOW }: FirewallRateLimit, scopeDownStatement?: CfnWebACL.StatementProperty): RuleSketch {
  return {
    name,
    statement: {
      rateBasedStatement: { aggregateKeyType: 'IP', limit: requests, evaluationWindowSec: window.toSeconds(), scopeDownStatement },
    },
    action: refuseTooMany,
  };
}
