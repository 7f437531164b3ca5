import { mayAllow, statements } from '../../../lib/cloudformation/policy';
import { at, completeList, list, number, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { mayReferTo, refersTo } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { Assembly } from '../../assembly/assembly';
import { assemblyCheck, type Check, resourceCheck } from '../check';
import { groupsOf } from './actions';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** The load balancer itself and its listeners. */
export const BALANCER_CHECKS: readonly Check[] = [
  assemblyCheck('elb-listener-port', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const listener of assembly.ofType(LISTENER)) {
      const port = number(listener.get('Port'));
      const balancer = target(reference(listener.get('LoadBalancerArn')));
      if (port === undefined || balancer === undefined || listener.raw.Condition !== undefined) continue;
      const key = `${balancer.template.source.file} ${balancer.logicalId} ${port}`;
      const other = taken.get(key);
      if (other === undefined) taken.set(key, listener.logicalId);
      else found({ template: listener.template, resource: listener, at: 'Port', message: `port ${port} of load balancer ${balancer.logicalId} is taken by ${other}: expected one of its own; change it` });
    }
  }),

  resourceCheck('elb-listener-protocol', [LISTENER], (listener, found) => {
    const protocol = text(listener.get('Protocol'));
    const balancer = target(reference(listener.get('LoadBalancerArn')));
    const type = balancer?.type === BALANCER ? text(balancer.get('Type')) ?? (balancer.get('Type') === undefined ? 'application' : undefined) : undefined;
    const expected = type === undefined ? undefined : PROTOCOLS[type];
    if (protocol !== undefined && expected !== undefined && !expected.includes(protocol)) {
      found(`listener of protocol ${protocol} on a load balancer of type ${type}: expected ${expected.join(', ')}; change it`, 'Protocol');
    }
    const policy = text(listener.get('SslPolicy'));
    if (policy !== undefined && !/^ELBSecurityPolicy-(\d{4}-\d\d|(TLS|FS)[A-Za-z0-9-]*-\d{4}-\d\d)$/.test(policy)) found(`SslPolicy ${policy}: expected such as ELBSecurityPolicy-TLS13-1-2-2021-06; correct it`, 'SslPolicy');
    if ((list(listener.get('Certificates')) ?? []).length > 1) found('more than one certificate: expected one here; add the others by AWS::ElasticLoadBalancingV2::ListenerCertificate', 'Certificates');
    if (protocol === undefined || !['HTTP', 'TCP', 'UDP', 'TCP_UDP'].includes(protocol)) return;
    if ((list(listener.get('Certificates')) ?? []).length > 0) found(`certificates on a listener of protocol ${protocol}: expected none; use HTTPS or TLS`, 'Certificates');
    if (listener.get('SslPolicy') !== undefined) found(`SslPolicy on a listener of protocol ${protocol}: expected none; use HTTPS or TLS`, 'SslPolicy');
  }),

  resourceCheck('elb-target-group-vpc-of-balancer', [LISTENER, 'AWS::ElasticLoadBalancingV2::ListenerRule'], (route, found) => {
    const listener = route.type === LISTENER ? route : target(reference(route.get('ListenerArn')));
    const balancer = target(reference(listener?.get('LoadBalancerArn')));
    const subnet = target(reference((list(balancer?.get('Subnets')) ?? [])[0]));
    const vpc = subnet?.type === 'AWS::EC2::Subnet' ? target(reference(subnet.get('VpcId'))) : undefined;
    for (const group of groupsOf(route)) {
      const its = target(reference(group.get('VpcId')));
      if (vpc?.type === 'AWS::EC2::VPC' && its?.type === 'AWS::EC2::VPC' && !vpc.is(its)) found(`target group ${group.logicalId} is in ${its.logicalId}, load balancer ${balancer?.logicalId} in ${vpc.logicalId}: expected one VPC; change one`);
    }
  }),

  resourceCheck('elb-certificate-region', [LISTENER, 'AWS::ElasticLoadBalancingV2::ListenerCertificate'], (listener, found) => {
    const { region } = listener.template.environment;
    for (const { CertificateArn } of objects(listener.get('Certificates'))) {
      const [, other] = /^arn:[\w-]+:acm:([\w-]+):/.exec(text(CertificateArn) ?? '') ?? [];
      if (region !== undefined && other !== undefined && other !== region) found(`certificate of region ${other}: expected one of ${region}, where the load balancer is; request it there`, 'Certificates');
    }
  }),

  resourceCheck('elb-access-logs', [BALANCER], (balancer, found, assembly) => {
    const attributes = new Map(objects(balancer.get('LoadBalancerAttributes')).map(({ Key, Value }) => [text(Key), Value]));
    for (const kind of ['access_logs', 'connection_logs']) {
      if (text(attributes.get(`${kind}.s3.enabled`)) !== 'true') continue;
      const named = attributes.get(`${kind}.s3.bucket`);
      const bucket = target(reference(named));
      const isKnown = completeList(balancer.get('LoadBalancerAttributes'))?.every((one) => text(at(one, 'Key')) !== undefined) === true;
      if (named === undefined && isKnown) found(`${kind} are on and no bucket is named: expected ${kind}.s3.bucket; add it`, 'LoadBalancerAttributes');
      if (bucket?.type !== 'AWS::S3::Bucket') continue;
      const encryption = objects(bucket.get('BucketEncryption', 'ServerSideEncryptionConfiguration')).map((one) => text(at(one, 'ServerSideEncryptionByDefault', 'SSEAlgorithm')));
      if (text(balancer.get('Type')) !== 'network' && encryption.some((algorithm) => algorithm?.startsWith('aws:kms'))) {
        found(`${kind} go to bucket ${bucket.logicalId}, which encrypts with KMS: expected AES256, the only one that load balancers can write; change BucketEncryption`, 'LoadBalancerAttributes');
      }
      if (!mayBeWritten(bucket, assembly)) {
        found(`${kind} go to bucket ${bucket.logicalId}, whose policy lets no load balancer write: expected s3:PutObject for logdelivery.elasticloadbalancing.amazonaws.com or the region's ELB account; add an AWS::S3::BucketPolicy`, 'LoadBalancerAttributes');
      }
    }
  }),

  resourceCheck('elb-subnets', [BALANCER], (balancer, found, assembly) => {
    const subnets = (list(balancer.get('Subnets')) ?? []).map((subnet) => target(reference(subnet)));
    const known = subnets.filter((subnet): subnet is Resource => subnet?.type === 'AWS::EC2::Subnet');
    if (known.length !== subnets.length || known.length === 0) return;
    const zones = known.map((subnet) => shown(subnet.get('AvailabilityZone')));
    const doubled = zones.find((zone, index) => zone !== '' && zones.indexOf(zone) !== index);
    if (doubled !== undefined) found(`two subnets in zone ${doubled}: expected one in each zone, and two zones at least; choose others`, 'Subnets');
    if (text(balancer.get('IpAddressType'))?.startsWith('dualstack')) {
      const without = known.find((subnet) => subnet.get('Ipv6CidrBlock') === undefined && subnet.get('Ipv6IpamPoolId') === undefined
        && !assembly.ofType('AWS::EC2::SubnetCidrBlock').some((block) => refersTo(block.get('SubnetId'), subnet)));
      if (without !== undefined) found(`dual stack, and subnet ${without.logicalId} has no IPv6 addresses: expected Ipv6CidrBlock; add it or use ipv4`, 'IpAddressType');
    }
    const vpc = target(reference(known[0]?.get('VpcId')));
    if (vpc?.type === 'AWS::EC2::VPC' && text(balancer.get('Scheme')) === 'internet-facing') {
      const attached = assembly.ofType('AWS::EC2::VPCGatewayAttachment').some((one) => mayReferTo(one.get('VpcId'), vpc) && one.get('InternetGatewayId') !== undefined);
      if (!attached) found(`internet-facing, and ${vpc.logicalId} has no internet gateway: expected one attached; use public subnets or Scheme internal`, 'Scheme');
    }
  }),
];

const PROTOCOLS: Readonly<Record<string, readonly string[]>> = {
  application: ['HTTP', 'HTTPS'], network: ['TCP', 'UDP', 'TCP_UDP', 'TLS', 'QUIC', 'TCP_QUIC'], gateway: ['GENEVE'],
};

function mayBeWritten(bucket: Resource, assembly: Assembly): boolean {
  return assembly.ofType('AWS::S3::BucketPolicy').filter((policy) => refersTo(policy.get('Bucket'), bucket) || reference(policy.get('Bucket')) === undefined)
    .some((policy) => statements(policy.get('PolicyDocument'))?.some((statement) => mayAllow(statement, 's3:PutObject')) ?? true);
}
