import { Duration, Token, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Peer, Port, SecurityGroup, SubnetType, type IPeer, type ISubnet, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer, ApplicationProtocol, ApplicationProtocolVersion, ApplicationTargetGroup, DesyncMitigationMode, IpAddressType,
  ListenerAction, ListenerCondition, Protocol, SslPolicy, TargetType, UnauthenticatedAction, type ApplicationListener,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ARecord, AaaaRecord, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { ILogin } from '../authentication/authentication-config';
import { acknowledgeInPacks } from '../compliance/acknowledge';
import { PEOPLE_PORT } from '../task/ports';
import { AccessLogBucket } from './access-log-bucket';
import type { LoadBalancerOptions } from './load-balancer-options';

/**
 * Priorities of the listener's rules. What lies between is free: for rules of callers who are known in another way.
 */
export const RULE_PRIORITIES = { signedOut: 1000, api: 2000, pages: 3000 } as const;

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
  /** Address ranges that the load balancer's requests come from. */
  public readonly subnetCidrs: string[];

  public constructor(scope: Construct, id: string, private readonly props: FrontDoorProps) {
    super(scope, id);
    const subnets: SubnetSelection = props.subnets
      ?? { subnetType: props.internetFacing === true ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS };
    const selected = props.vpc.selectSubnets(subnets);
    assertZones(selected.availabilityZones);
    this.subnetCidrs = props.subnetCidrs ?? cidrsOf(selected.subnets);
    this.loadBalancer = this.makeLoadBalancer(subnets);
    this.targetGroup = this.makeTargetGroup();
    this.listener = this.listen();
    this.name();
  }

  /** Lets in those who are logged in; what asks for data is refused with 401, what asks for pages is led to the login. */
  public letIn(login: ILogin): void {
    const host = ListenerCondition.hostHeaders([this.props.hostName]);
    this.listener.addAction('SignedOut', {
      priority: RULE_PRIORITIES.signedOut,
      conditions: [host, ListenerCondition.pathPatterns(['/signed-out'])],
      action: ListenerAction.fixedResponse(200, { contentType: 'text/html', messageBody: SIGNED_OUT }),
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
    // It asks the identity provider itself: for tokens, and who somebody is.
    securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'identity provider');
    if (ipAddressType !== IpAddressType.IPV4) securityGroup.addEgressRule(Peer.anyIpv6(), Port.tcp(443), 'identity provider');
    for (const peer of this.sources(ipAddressType)) {
      securityGroup.addIngressRule(peer, Port.tcp(443), 'HTTPS');
      securityGroup.addIngressRule(peer, Port.tcp(80), 'only to be led to HTTPS');
    }
    if (this.props.allowedSources === undefined) acknowledgeSources(securityGroup, internetFacing ? OPEN : OWN_RANGE);
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
    const bucket = this.props.accessLogBucket ?? this.makeBucket(loadBalancer);
    loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
    return loadBalancer;
  }

  private makeBucket(loadBalancer: ApplicationLoadBalancer): AccessLogBucket['bucket'] {
    const { accessLogRetention: retention, removalPolicy } = this.props;
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', { retention, removalPolicy });
    // The load balancer tries to write as soon as it is told to.
    loadBalancer.node.addDependency(accessLogs);
    return accessLogs.bucket;
  }

  private sources(ipAddressType: IpAddressType): IPeer[] {
    const { allowedSources, internetFacing, vpc } = this.props;
    if (allowedSources !== undefined) return allowedSources;
    if (internetFacing !== true) return [Peer.ipv4(vpc.vpcCidrBlock)];
    return ipAddressType === IpAddressType.IPV4 ? [Peer.anyIpv4()] : [Peer.anyIpv4(), Peer.anyIpv6()];
  }

  private makeTargetGroup(): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, 'PeopleLane', {
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
      defaultAction: ListenerAction.fixedResponse(404, {
        contentType: 'application/json', messageBody: '{"title":"unknown host name","status":404,"code":"unknown-host"}',
      }),
    });
  }

  private name(): void {
    const { hostedZone: zone, hostName: recordName, ipAddressType = IpAddressType.IPV4 } = this.props;
    if (zone === undefined) return;
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(this.loadBalancer));
    // A dot at the end: the name is whole, nothing of the zone is put behind it.
    const name = Token.isUnresolved(recordName) ? recordName : `${recordName}.`;
    new ARecord(this, 'Alias', { zone, recordName: name, target });
    if (ipAddressType !== IpAddressType.IPV4) new AaaaRecord(this, 'Ipv6Alias', { zone, recordName: name, target });
  }
}

function acknowledgeSources(securityGroup: SecurityGroup, reason: string): void {
  Validations.of(securityGroup).acknowledge({ id: 'AwsSolutions-EC23', reason });
  for (const rule of ['EC2RestrictedCommonPorts', 'EC2RestrictedSSH']) acknowledgeInPacks(securityGroup, rule, reason);
}

const OWN_RANGE = 'The load balancer is reached from the VPC\'s own address range, on 443 and, only to be led to HTTPS, on 80. Where the VPC is made in the same app, that range is an intrinsic function which the rule can\'t read';

const OPEN = 'People reach the internet-facing load balancer from anywhere, on 443 and, only to be led to HTTPS, on 80: each request passes the firewall and a login. Name allowedSources to narrow it';

/** Sign-out ends here. It needs no login, and no target. */
const SIGNED_OUT = '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Signed out</title>'
  + '<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color:#1c2733}a{color:#0b5cad}</style>'
  + '<h1>You are signed out</h1><p>Your session in this browser has ended. You may close this page.<p><a href="/">Sign in again</a></html>';

function assertZones(zones: readonly string[]): void {
  if (zones.some((zone) => Token.isUnresolved(zone)) || new Set(zones).size >= 2) return;
  throw new Error(`got subnets in ${new Set(zones).size} availability zone for the load balancer, expected two zones at least: choose others by loadBalancer.subnets, or give the VPC more (maxAzs)`);
}

function cidrsOf(subnets: readonly ISubnet[]): string[] {
  return subnets.map((subnet) => {
    try {
      return subnet.ipv4CidrBlock;
    } catch {
      throw new Error(`the address range of subnet ${subnet.node.id} is not known, expected it to tell the load balancer's requests from others: give loadBalancer.subnetCidrs`);
    }
  });
}
