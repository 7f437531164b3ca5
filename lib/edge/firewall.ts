import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What a service tells the firewall that it is given. */
export interface FirewallBindOptions {
  /** Name of the service. */
  readonly serviceName: string;
  /** ARN of the load balancer to protect. */
  readonly loadBalancerArn: string;
  /** Key for the firewall's log. */
  readonly encryptionKey: IKey;
  /** How long the firewall's log is kept, unless the firewall says otherwise. */
  readonly logRetention: RetentionDays;
  /** What becomes of the log when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
}

/** The firewall in front of a service. */
export interface FirewallConfig {
  /**
   * ARN of the web ACL.
   * @default - the load balancer has none, or one that is associated elsewhere
   */
  readonly webAclArn?: string;
  /**
   * Name of the web ACL as its metrics have it.
   * @default - not known: no alarms and no widgets for it
   */
  readonly metricName?: string;
  /**
   * Where it logs.
   * @default - not known
   */
  readonly logGroup?: ILogGroup;
}

/** The web ACL in front of the load balancer. */
export abstract class Firewall {
  /**
   * Makes what is needed and associates it with the load balancer.
   * @param scope where it is made
   * @throws Error where a setting does not fit
   */
  public abstract bind(scope: Construct, options: FirewallBindOptions): FirewallConfig;
}
