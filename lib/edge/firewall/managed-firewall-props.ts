import type { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** How many requests one client address may make. */
export interface FirewallRateLimit {
  /** Requests of one address within the window: 10 to 2,000,000,000. */
  readonly requests: number;
  /**
   * How far back requests are counted: 1, 2, 5 or 10 minutes. AWS WAF looks every ten seconds or so.
   * @default Duration.minutes(5)
   */
  readonly window?: Duration;
}

/**
 * How a firewall is set up.
 *
 * The limits are for an address, and an office is one address: they keep floods away. What is fair for one person is the gateway's to say.
 */
export interface ManagedFirewallProps {
  /**
   * Limit of all requests of an address.
   * @default - 60,000 in 5 minutes: what ten people may do at most by the gateway's limits, hundreds as they usually do
   */
  readonly requestLimit?: FirewallRateLimit;
  /**
   * Limit of POST requests of an address.
   * @default - 6,000 in 5 minutes
   */
  readonly postLimit?: FirewallRateLimit;
  /**
   * Limit of calls of an address that change Luigi's state, whatever their method: Luigi's pages change state by GET.
   * @default - 6,000 in 5 minutes: what ten people may change at most by the gateway's limits
   */
  readonly changeLimit?: FirewallRateLimit;
  /**
   * Addresses that are refused, before anything else: IPv4 and IPv6 ranges, such as `192.0.2.0/24`; at most 10,000.
   * What is known at deployment only is taken for IPv4.
   * @default - none
   */
  readonly deniedCidrs?: string[];
  /**
   * Addresses that no further rule looks at: neither limits nor attacks. They still need a login. For scanners that you pay, or a very large
   * office; who may come at all is the load balancer's security group to say.
   * @default - none
   */
  readonly exemptCidrs?: string[];
  /**
   * Rules of your own, after the addresses and before everything else. Their priorities only order them: they are numbered anew.
   * They may answer with the bodies `too-many-requests` and `refused`.
   * @default - none
   */
  readonly rules?: CfnWebACL.RuleProperty[];
  /**
   * Whether limits and AWS's rules only count what they would refuse, for the first days. Denied addresses and your own rules go on refusing.
   * Synthesis warns of it: acknowledge `cdk-lighttpd-luigi:firewallCountsOnly`.
   * @default false
   */
  readonly countOnly?: boolean;
  /**
   * Whether requests are logged that no rule matched. Without them, the load balancer's and lighttpd's access logs have them.
   * @default true
   */
  readonly logUnmatched?: boolean;
  /**
   * How long the firewall's log is kept.
   * @default - as long as the service keeps its decision log
   */
  readonly logRetention?: RetentionDays;
}
