import { Duration, Token, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Peer, SecurityGroup, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { IpAddressType, SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { LoadBalancerOptions } from '../../../../lib/edge/load-balancer-options';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

type Options = (stack: Stack) => LoadBalancerOptions;

const template = (options: Options = () => ({}), over: (stack: Stack) => Partial<LuigiServiceProps> = () => ({})): Template =>
  Template.fromStack(aLuigiStack((stack) => ({ ...over(stack), loadBalancer: options(stack) })).stack);

interface Ingress { readonly [property: string]: unknown }

/** Who may come, by whatever they are named. */
function sourcesOf(from: Template): unknown[] {
  const [group] = Object.values(from.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Load balancer of Luigi' } }));
  const inline = (group as { Properties: { SecurityGroupIngress?: Ingress[] } }).Properties.SecurityGroupIngress ?? [];
  const apart = Object.values(from.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties as Ingress).filter(({ ToPort }) => ToPort === 443 || ToPort === 80);
  return [...inline, ...apart].map(({ FromPort, CidrIp, CidrIpv6, SourcePrefixListId, SourceSecurityGroupId }) => `${CidrIp ?? CidrIpv6 ?? SourcePrefixListId ?? SourceSecurityGroupId}:${FromPort}`);
}

const attribute = (Key: string, Value: unknown) => ({ LoadBalancerAttributes: Match.arrayWith([{ Key, Value }]) });

describe('the load balancer lets in', () => {
  test.each<[string, Options, string[]]>([
    ['the VPC\'s own range', () => ({}), ['10.0.0.0/16:443', '10.0.0.0/16:80']],
    ['the VPC\'s own range, with both address families', () => ({ ipAddressType: IpAddressType.DUAL_STACK }), ['10.0.0.0/16:443', '10.0.0.0/16:80']],
    ['everybody, if it is internet-facing', () => ({ internetFacing: true }), ['0.0.0.0/0:443', '0.0.0.0/0:80']],
    ['everybody by IPv6 too', () => ({ internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK }), ['0.0.0.0/0:443', '0.0.0.0/0:80', '::/0:443', '::/0:80']],
    ['a prefix list', () => ({ allowedSources: [Peer.prefixList('pl-0123456789abcdef0')] }), ['pl-0123456789abcdef0:443', 'pl-0123456789abcdef0:80']],
    ['a security group', (stack) => ({ allowedSources: [SecurityGroup.fromSecurityGroupId(stack, 'Office', 'sg-0123456789abcdef1')] }), ['sg-0123456789abcdef1:443', 'sg-0123456789abcdef1:80']],
    ['only those who are named, if it is internet-facing', () => ({ internetFacing: true, allowedSources: [Peer.ipv6('2001:db8::/32')] }), ['2001:db8::/32:443', '2001:db8::/32:80']],
    ['nobody yet, by an empty list', () => ({ allowedSources: [] }), []],
  ])('%s', (_, options, sources) => {
    expect(sourcesOf(template(options))).toEqual(sources);
  });
});

describe('the load balancer stands', () => {
  test.each<[string, Options, string, string[]]>([
    ['in private subnets', () => ({}), 'internal', ['subnet-0000000000000000c', 'subnet-0000000000000000d']],
    ['in public subnets, if it is internet-facing', () => ({ internetFacing: true }), 'internet-facing', ['subnet-0000000000000000a', 'subnet-0000000000000000b']],
    ['where it is told to', () => ({ subnets: { subnetType: SubnetType.PUBLIC } }), 'internal', ['subnet-0000000000000000a', 'subnet-0000000000000000b']],
  ])('%s', (_, options, Scheme, Subnets) => {
    template(options).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme, Subnets });
  });

  test('in subnets whose zones and ranges are not known, where the ranges are given', () => {
    const subnets = (stack: Stack) => ({ subnets: ['0000000000000001a', '0000000000000001b'].map((id) => Subnet.fromSubnetId(stack, `S${id}`, `subnet-${id}`)) });

    const made = template((stack) => ({ subnets: subnets(stack), subnetCidrs: ['10.9.0.0/23'] }));

    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: ['subnet-0000000000000001a', 'subnet-0000000000000001b'] });
    expect(JSON.stringify(made.findResources('AWS::ECS::TaskDefinition'))).toContain('{"Name":"LIGHTTPD_TRUSTED_PROXIES","Value":"10.9.0.0/23"}');
    expect(() => template((stack) => ({ subnets: subnets(stack) }))).toThrow(new Error(
      'the address range of subnet S0000000000000001a is not known, expected it to tell the load balancer\'s requests from others: give loadBalancer.subnetCidrs'));
  });

  test('in two zones at least', () => {
    const one = (stack: Stack) => ({ vpc: Vpc.fromVpcAttributes(stack, 'One', {
      vpcId: 'vpc-0000000000000000f', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['eu-central-1a'],
      privateSubnetIds: ['subnet-0000000000000001a'], privateSubnetIpv4CidrBlocks: ['10.0.0.0/24'],
    }) });

    expect(() => template(() => ({}), one)).toThrow(new Error(
      'got subnets in 1 availability zone for the load balancer, expected two zones at least: choose others by loadBalancer.subnets, or give the VPC more (maxAzs)'));
  });
});

describe('the load balancer talks', () => {
  test.each<[string, Options, string]>([
    ['IPv4', () => ({}), 'ipv4'],
    ['both address families', () => ({ ipAddressType: IpAddressType.DUAL_STACK, internetFacing: true }), 'dualstack'],
  ])('%s', (_, options, family) => {
    template(options).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { IpAddressType: family });
  });

  test.each<[string, Options, SslPolicy]>([
    ['TLS 1.2 and 1.3', () => ({}), SslPolicy.RECOMMENDED_TLS],
    ['TLS as told', () => ({ sslPolicy: SslPolicy.TLS13_13 }), SslPolicy.TLS13_13],
  ])('%s', (_, options, policy) => {
    template(options).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 443, SslPolicy: policy });
  });

  test('to its identity provider by IPv4 alone, where it has no other', () => {
    template().hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Load balancer of Luigi',
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    });
  });

  test('to its identity provider by IPv6 too, where it has it', () => {
    template(() => ({ internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK })).hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Load balancer of Luigi', SecurityGroupEgress: Match.arrayWith([Match.objectLike({ CidrIpv6: '::/0', FromPort: 443 })]),
    });
  });
});

describe('the load balancer', () => {
  const made = template();

  test('leads from HTTP to HTTPS, for good', () => {
    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80, DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
    });
  });

  test('asks lighttpd over TLS how it is, leaves a busy luigid its time, and a stopping task no longer than it takes', () => {
    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Port: 8443, Protocol: 'HTTPS', ProtocolVersion: 'HTTP1', TargetType: 'ip',
      HealthCheckProtocol: 'HTTPS', HealthCheckPath: '/livez', Matcher: { HttpCode: '200' },
      HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 2, UnhealthyThresholdCount: 5,
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }]),
    });
  });

  test('waits longer than the gateway takes, and not as long as lighttpd keeps connections', () => {
    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', attribute('idle_timeout.timeout_seconds', '60'));
  });

  test('is made when it may write its access logs: it tries at once', () => {
    const [balancer] = Object.values(made.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer')) as { DependsOn: string[] }[];

    expect(balancer!.DependsOn).toEqual(expect.arrayContaining(Object.keys(made.findResources('AWS::S3::BucketPolicy'))));
  });
});

describe('access logs', () => {
  function rules(options: Options): unknown {
    const [bucket] = Object.values(template(options).findResources('AWS::S3::Bucket'));
    return (bucket as { Properties: { LifecycleConfiguration: { Rules: unknown[] } } }).Properties.LifecycleConfiguration.Rules[0];
  }

  test('are kept for a year', () => {
    expect(rules(() => ({}))).toMatchObject({ ExpirationInDays: 365, Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 30 }] });
  });

  test('leave nothing behind: former versions and broken uploads end too', () => {
    expect(rules(() => ({}))).toMatchObject({
      NoncurrentVersionExpiration: { NoncurrentDays: 30 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    });
  });

  test('are kept as long as told, in one storage class where it is not for long', () => {
    expect(rules(() => ({ accessLogRetention: Duration.days(731) }))).toMatchObject({ ExpirationInDays: 731 });
    expect(rules(() => ({ accessLogRetention: Duration.days(60) }))).toMatchObject({ ExpirationInDays: 60 });
    expect(rules(() => ({ accessLogRetention: Duration.days(60) }))).not.toHaveProperty('Transitions');
  });

  test('go to a bucket that is encrypted, versioned, for TLS only, and written by load balancers of this account alone', () => {
    const made = template();

    made.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    made.hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: Match.arrayWith([
      Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
      Match.objectLike({
        Sid: 'LoadBalancerWrites', Action: 's3:PutObject', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Resource: { 'Fn::Join': ['', [Match.anyValue(), '/AWSLogs/', { Ref: 'AWS::AccountId' }, '/*']] }, Condition: Match.absent(),
      }),
    ]) } });
  });

  test('go to a bucket that is brought', () => {
    const made = template((stack) => ({ accessLogBucket: Bucket.fromBucketName(stack, 'Ours', 'ours') }));

    made.resourceCountIs('AWS::S3::Bucket', 0);
    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', attribute('access_logs.s3.bucket', 'ours'));
    made.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', attribute('access_logs.s3.enabled', 'true'));
  });
});

interface Listener {
  readonly Properties: { readonly DefaultActions: [{ readonly FixedResponseConfig: { readonly MessageBody: string } }] };
}

describe('who asks under another host name', () => {
  test('is told what to do, and not by which name', () => {
    const [listener] = Object.values(template().findResources('AWS::ElasticLoadBalancingV2::Listener', { Properties: { Port: 443 } }));
    const answer = (listener as Listener).Properties.DefaultActions[0].FixedResponseConfig;

    expect(answer).toMatchObject({ ContentType: 'application/json', StatusCode: '404' });
    expect(JSON.parse(answer.MessageBody)).toEqual({
      type: 'urn:cdk-lighttpd-luigi:problem:unknown-host', title: 'Not Found', status: 404, code: 'unknown-host',
      detail: 'nothing is served under this host name: use the name that the operators of this service gave you, not an address of the load balancer or an alias',
    });
    expect(answer.MessageBody).not.toContain('example.com');
    // As much as load balancers take.
    expect(answer.MessageBody.length).toBeLessThanOrEqual(1024);
  });
});

describe('the name in the zone', () => {
  const zone = (stack: Stack) => ({ hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE00', zoneName: 'example.com' }) });

  test.each<[string, Options, string[]]>([
    ['for IPv4', () => ({}), ['A']],
    ['for both address families', () => ({ internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK }), ['A', 'AAAA']],
  ])('is there %s', (_, options, types) => {
    const records = Object.values(template(options, zone).findResources('AWS::Route53::RecordSet')).map(({ Properties }) => Properties as { Type: string; Name: string });

    expect(records.map(({ Type }) => Type).sort()).toEqual(types);
    expect(new Set(records.map(({ Name }) => Name))).toEqual(new Set(['luigi.example.com.']));
  });

  test('is whole too, where it is known at deployment only', () => {
    template(() => ({}), (stack) => ({ ...zone(stack), domainName: Token.asString({ 'Fn::ImportValue': 'name' }) }))
      .hasResourceProperties('AWS::Route53::RecordSet', { Name: { 'Fn::Join': ['', [{ 'Fn::ImportValue': 'name' }, '.']] } });
  });
});
