import { Duration, Token, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Peer, Port, SecurityGroup, type IPeer, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer, ApplicationProtocol, ApplicationProtocolVersion, ApplicationTargetGroup, DesyncMitigationMode, IpAddressType,
  ListenerAction, ListenerCondition, Protocol, SslPolicy, TargetType, UnauthenticatedAction, type ApplicationListener,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, AaaaRecord, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { ILogin } from '../authentication/authentication-config';
import type { MachineAuthenticationConfig } from '../authentication/machine-authentication-config';
import { acknowledgeInPacks } from '../compliance/acknowledge';
import { PEOPLE_PORT } from '../task/ports';
import { AccessLogBucket } from './access-log-bucket';
import { addBearerRules } from './bearer-rules';
import { checkAccessLogs, cidrsOf, subnetsOf } from './load-balancer-checks';
import type { LoadBalancerOptions } from './load-balancer-options';
import { SIGNED_OUT_PAGE } from './signed-out-page';

/**
 * Priorities of the listener's rules. What lies between is free: for rules of callers who are known in another way.
 */
export const RULE_PRIORITIES = { machines: 100, signedOut: 1000, api: 2000, pages: 3000 } as const;

/** What the front door is made of. */
export interface FrontDoorProps extends LoadBalancerOptions {
  /** The network. */
  readonly vpc: IVpc;
  /** Host name that people use. */
  readonly hostName: string;
  /** Certificate for the host name. */
  readonly certificate: ICertificate;
  /**
   * Zone to put the host name into.
   * @default - the host name is led to the load balancer by whoever owns it
   */
  readonly hostedZone?: IHostedZone;
  /** Whether the load balancer refuses to be deleted. */
  readonly deletionProtection: boolean;
  /** What becomes of the access logs when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
}

/** The load balancer: HTTPS only, nothing gets through without a session. */
export class FrontDoor extends Construct {
  /** The load balancer. */
  public readonly loadBalancer: ApplicationLoadBalancer;
  /** The HTTPS listener. Its default action refuses. */
  public readonly listener: ApplicationListener;
  /** lighttpd's people lane. */
  public readonly targetGroup: ApplicationTargetGroup;
  /** Where access logs go, made or brought. */
  public readonly accessLogBucket: IBucket;
  /** Address ranges that the load balancer's requests come from. */
  public readonly subnetCidrs: string[];

  public constructor(scope: Construct, id: string, private readonly props: FrontDoorProps) {
    super(scope, id);
    checkAccessLogs(props);
    const subnets = subnetsOf(props);
    this.subnetCidrs = cidrsOf(props, subnets);
    this.loadBalancer = this.makeLoadBalancer({ subnets });
    this.accessLogBucket = this.logAccess();
    this.targetGroup = this.makeTargetGroup();
    this.listener = this.listen();
    this.name();
  }

  /**
   * Lets in those who are logged in; what asks for data is refused with 401, what asks for pages is led to the login. Whoever brings a bearer
   * token has had an answer before that.
   */
  public letIn(login: ILogin, machines: readonly MachineAuthenticationConfig[]): void {
    const { listener, targetGroup, props: { hostName } } = this;
    addBearerRules({ listener, hostName, targetGroup, issuers: machines, before: RULE_PRIORITIES.machines });
    const host = ListenerCondition.hostHeaders([this.props.hostName]);
    this.listener.addAction('SignedOut', {
      priority: RULE_PRIORITIES.signedOut,
      conditions: [host, ListenerCondition.pathPatterns(['/signed-out'])],
      action: ListenerAction.fixedResponse(200, { contentType: 'text/html', messageBody: SIGNED_OUT_PAGE }),
    });
    this.listener.addAction('Api', {
      priority: RULE_PRIORITIES.api,
      conditions: [host, ListenerCondition.pathPatterns(['/api/*'])],
      action: login.action(UnauthenticatedAction.DENY, ListenerAction.forward([this.targetGroup])),
    });
    this.listener.addAction('Pages', {
      priority: RULE_PRIORITIES.pages,
      conditions: [host],
      action: login.action(UnauthenticatedAction.AUTHENTICATE, ListenerAction.forward([this.targetGroup])),
    });
  }

  private makeLoadBalancer(vpcSubnets: SubnetSelection): ApplicationLoadBalancer {
    const { vpc, internetFacing = false, ipAddressType = IpAddressType.IPV4, deletionProtection } = this.props;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Load balancer of Luigi', allowAllOutbound: false });
    // It asks identity providers itself: for tokens, who somebody is, and the keys that bearer tokens are signed with.
    securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'identity provider');
    if (ipAddressType !== IpAddressType.IPV4) securityGroup.addEgressRule(Peer.anyIpv6(), Port.tcp(443), 'identity provider');
    for (const peer of this.sources(ipAddressType)) {
      securityGroup.addIngressRule(peer, Port.tcp(443), 'HTTPS');
      securityGroup.addIngressRule(peer, Port.tcp(80), 'only to be led to HTTPS');
    }
    if (this.props.allowedSources === undefined) this.acknowledgeSources(securityGroup);
    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      vpcSubnets,
      internetFacing,
      ipAddressType,
      securityGroup,
      deletionProtection,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: DesyncMitigationMode.STRICTEST,
      // Longer than the gateway takes for its slowest answer, shorter than lighttpd keeps connections.
      idleTimeout: Duration.seconds(60),
    });
    return loadBalancer;
  }

  private logAccess(): IBucket {
    const bucket = this.props.accessLogBucket ?? this.makeBucket();
    this.loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    this.loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
    return bucket;
  }

  private makeBucket(): IBucket {
    const { accessLogRetention: retention, removalPolicy } = this.props;
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { retention, removalPolicy });
    // The load balancer tries to write as soon as it is told to.
    this.loadBalancer.node.addDependency(accessLogs);
    return accessLogs.bucket;
  }

  private acknowledgeSources(securityGroup: SecurityGroup): void {
    const { internetFacing = false, vpc } = this.props;
    if (internetFacing) {
      Validations.of(securityGroup).acknowledge({ id: 'AwsSolutions-EC23', reason: OPEN });
    } else if (Token.isUnresolved(vpc.vpcCidrBlock)) {
      Validations.of(securityGroup).acknowledge({ id: 'AwsSolutions-EC23', reason: OWN_RANGE });
      for (const rule of ['EC2RestrictedCommonPorts', 'EC2RestrictedSSH']) acknowledgeInPacks(securityGroup, rule, OWN_RANGE);
    }
  }

  private sources(ipAddressType: IpAddressType): IPeer[] {
    const { allowedSources, internetFacing, vpc } = this.props;
    if (allowedSources !== undefined) return allowedSources;
    if (internetFacing !== true) return [Peer.ipv4(vpc.vpcCidrBlock)];
    return ipAddressType === IpAddressType.IPV4 ? [Peer.anyIpv4()] : [Peer.anyIpv4(), Peer.anyIpv6()];
  }

  private makeTargetGroup(): ApplicationTargetGroup {
    // Another load balancer (its scheme makes it one) needs another target group: it is there before the old one goes, and no group has two.
    return new ApplicationTargetGroup(this, this.props.internetFacing === true ? 'PublicPeopleLane' : 'PeopleLane', {
      vpc: this.props.vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTPS,
      protocolVersion: ApplicationProtocolVersion.HTTP1,
      port: PEOPLE_PORT,
      deregistrationDelay: Duration.seconds(5),
      healthCheck: {
        protocol: Protocol.HTTPS,
        path: '/livez',
        healthyHttpCodes: '200',
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        // luigid has one thread: fewer would replace a task that is only busy.
        unhealthyThresholdCount: 5,
      },
    });
  }

  private listen(): ApplicationListener {
    const { certificate, sslPolicy = SslPolicy.RECOMMENDED_TLS } = this.props;
    const redirect = this.loadBalancer.addListener('Http', {
      port: 80,
      protocol: ApplicationProtocol.HTTP,
      open: false,
      defaultAction: ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    acknowledgeInPacks(redirect, 'ELBv2ACMCertificateRequired', 'This listener only redirects to HTTPS; it forwards nothing');
    return this.loadBalancer.addListener('Https', {
      port: 443,
      protocol: ApplicationProtocol.HTTPS,
      open: false,
      certificates: [certificate],
      sslPolicy,
      defaultAction: ListenerAction.fixedResponse(404, { contentType: 'application/json', messageBody: UNKNOWN_HOST }),
    });
  }

  private name(): void {
    const { hostedZone: zone, hostName: recordName, ipAddressType = IpAddressType.IPV4 } = this.props;
    if (zone === undefined) return;
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(this.loadBalancer));
    // A dot at the end: the name is whole, nothing of the zone is put behind it.
    const name = `${recordName}.`;
    new ARecord(this, 'Alias', { zone, recordName: name, target });
    if (ipAddressType !== IpAddressType.IPV4) new AaaaRecord(this, 'Ipv6Alias', { zone, recordName: name, target });
  }
}

const OWN_RANGE = 'The load balancer is reached from the VPC\'s own address range, on 443 and, only to be led to HTTPS, on 80. That range is an intrinsic function, since the VPC is made in the same app, and the rule can\'t read it';

const OPEN = 'People reach the internet-facing load balancer from anywhere, on 443 and, only to be led to HTTPS, on 80: each request passes the firewall and a login. Name allowedSources to narrow it';

/**
 * Who asks by another name is told that there is one, not which: it would be told to whoever scans addresses too.
 * A problem document like the gateway's; load balancers have no other media type for JSON than application/json.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
const UNKNOWN_HOST = JSON.stringify({
  type: 'urn:cdk-lighttpd-luigi:problem:unknown-host',
  title: 'Not Found',
  status: 404,
  code: 'unknown-host',
  detail: 'nothing is served under this host name: use the name that the operators of this service gave you, not an address of the load balancer or an alias',
});
