import { Annotations, Stack, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import { CfnLoadBalancer, type IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation, type CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { ManagedFirewallProps } from './firewall/managed-firewall-props';
import { ManagedWebAcl } from './firewall/managed-web-acl';
import { assertManagedFirewall } from './firewall/validation';
import { assertInReach, assertRegionalWebAcl } from './firewall/web-acl-arn';

/** What a service tells the firewall that it is given. */
export interface FirewallBindOptions {
  /** Name of the service. */
  readonly serviceName: string;
  /** The load balancer to protect. */
  readonly loadBalancer: IApplicationLoadBalancer;
  /** Key for the firewall's log. Its policy must let CloudWatch Logs use it (`ServiceKeyPolicy.logs`). */
  readonly encryptionKey: IKey;
  /** How long the firewall's log is kept, unless the firewall says otherwise. */
  readonly logRetention: RetentionDays;
  /** What becomes of the log when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether the log refuses to be deleted, whoever asks. */
  readonly deletionProtection: boolean;
}

/** The firewall in front of a service. */
export interface FirewallConfig {
  /**
   * ARN of the web ACL.
   * @default - one that somebody else associates with the load balancer
   */
  readonly webAclArn?: string;
  /**
   * The web ACL, to alter what no property reaches.
   * @default - it was not made here
   */
  readonly webAcl?: CfnWebACL;
  /**
   * Name of the web ACL as its metrics have it: the dimension `WebACL` in the namespace `AWS/WAFV2`.
   * @default - not known: no alarms and no widgets for it
   */
  readonly metricName?: string;
  /**
   * Where it logs.
   * @default - not known
   */
  readonly logGroup?: ILogGroup;
}

/**
 * The web ACL in front of the load balancer.
 *
 * Requests reach it before the load balancer asks for a login. Workers in the account don't pass it: they have a lane of their own.
 */
export abstract class Firewall {
  /**
   * Makes a web ACL: the user's own addresses and rules first, then limits for each address, then AWS's lists of bad addresses and known
   * attacks, tuned so that Luigi's own calls pass.
   * @throws Error where a setting does not fit
   */
  public static managed(props: ManagedFirewallProps = {}): Firewall {
    return new ManagedFirewall(props);
  }

  /**
   * Associates a web ACL that exists. It must let pass what docs/firewall.md lists, or logins and calls will fail now and then.
   * @param webAclArn ARN of a regional web ACL, in the load balancer's account and region
   * @throws Error if it is not the ARN of a regional web ACL
   */
  public static existing(webAclArn: string): Firewall {
    return new ExistingFirewall(webAclArn);
  }

  /**
   * Leaves it to others, for example to AWS Firewall Manager, which may undo an association made here.
   * @param reason who protects the load balancer, and how that is ensured: it answers the findings of compliance checks about a missing web ACL
   * @throws Error if the reason is too short to answer a finding
   */
  public static managedElsewhere(reason: string): Firewall {
    return new FirewallElsewhere(reason);
  }

  /**
   * Makes what is needed and associates it with the load balancer.
   * @param scope where it is made
   * @throws Error where a setting does not fit
   */
  public abstract bind(scope: Construct, options: FirewallBindOptions): FirewallConfig;
}

class ManagedFirewall extends Firewall {
  public constructor(private readonly props: ManagedFirewallProps) {
    super();
    assertManagedFirewall(props);
  }

  public override bind(scope: Construct, options: FirewallBindOptions): FirewallConfig {
    const { webAcl, metricName, logGroup } = new ManagedWebAcl(scope, 'WebAcl', { ...this.props, service: options });
    associate(scope, options, webAcl.attrArn);
    if (this.props.countOnly) {
      Annotations.of(scope).addWarningV2(
        'cdk-lighttpd-luigi:firewallCountsOnly',
        'the firewall only counts: limits and AWS\'s rules refuse nothing; read what its log would have refused, then take countOnly away',
      );
    }
    return { webAclArn: webAcl.attrArn, webAcl, metricName, logGroup };
  }
}

class ExistingFirewall extends Firewall {
  public constructor(private readonly webAclArn: string) {
    super();
    assertRegionalWebAcl(webAclArn);
  }

  public override bind(scope: Construct, options: FirewallBindOptions): FirewallConfig {
    assertInReach(this.webAclArn, Stack.of(scope));
    associate(scope, options, this.webAclArn);
    return { webAclArn: this.webAclArn };
  }
}

const SHORTEST_REASON = 20;
/** What compliance packs say where they see no web ACL at a load balancer. */
const FINDINGS = ['NIST.800.53.R4-ALBWAFEnabled', 'NIST.800.53.R5-ALBWAFEnabled', 'PCI.DSS.321-ALBWAFEnabled'];
/** What Soc2Checks says, of those only that the internet reaches. */
const PUBLIC_FINDING = 'Soc2-CC6.1-LoadBalancerHasWebAcl';

class FirewallElsewhere extends Firewall {
  public constructor(private readonly reason: string) {
    super();
    if (reason.trim().length < SHORTEST_REASON) {
      throw new Error(
        `got the reason ${JSON.stringify(reason)} for a firewall that is managed elsewhere, expected ${SHORTEST_REASON} characters or more that an auditor accepts: say who protects the load balancer, and what ensures it`,
      );
    }
  }

  public override bind(_scope: Construct, { loadBalancer }: FirewallBindOptions): FirewallConfig {
    for (const id of isPublic(loadBalancer) ? [...FINDINGS, PUBLIC_FINDING] : FINDINGS) {
      Validations.of(loadBalancer).acknowledge({ id, reason: this.reason });
    }
    return {};
  }
}

function isPublic({ node: { defaultChild: resource } }: IApplicationLoadBalancer): boolean {
  return CfnLoadBalancer.isCfnLoadBalancer(resource) && resource.scheme === 'internet-facing';
}

function associate(scope: Construct, { loadBalancer }: FirewallBindOptions, webAclArn: string): void {
  new CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn: loadBalancer.loadBalancerArn, webAclArn });
}
