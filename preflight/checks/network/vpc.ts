import { flag, list, number, reference, shown, text } from '../../../lib/cloudformation/read';
import { mayReferTo, waitsFor } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import { assemblyCheck, type Check, resourceCheck } from '../check';

/** Networks, their routes and endpoints. */
export const VPC_CHECKS: readonly Check[] = [
  assemblyCheck('ec2-route-doubled', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const route of assembly.ofType('AWS::EC2::Route')) {
      const destination = shown(route.get('DestinationCidrBlock') ?? route.get('DestinationIpv6CidrBlock') ?? route.get('DestinationPrefixListId'));
      const key = `${route.template.source.file} ${shown(route.get('RouteTableId'))} ${destination}`;
      const other = taken.get(key);
      if (route.raw.Condition !== undefined) continue;
      if (other === undefined) taken.set(key, route.logicalId);
      else found({ template: route.template, resource: route, message: `the route table has a route to ${destination} already, ${other}: expected one; remove one` });
    }
  }),

  resourceCheck('ec2-route-target', ['AWS::EC2::Route'], (route, found) => {
    const targets = Object.keys(route.properties).filter((key) => ROUTE_TARGETS.has(key));
    if (targets.length !== 1) found(`${targets.length} targets${targets.length > 0 ? ` (${targets.join(', ')})` : ''}: expected exactly one of ${[...ROUTE_TARGETS].join(', ')}; keep one`);
    const gateway = target(reference(route.get('GatewayId')));
    if (gateway?.type !== 'AWS::EC2::InternetGateway' || gateway.template !== route.template) return;
    const attachments = route.template.ofType('AWS::EC2::VPCGatewayAttachment').filter((one) => mayReferTo(one.get('InternetGatewayId'), gateway));
    if (attachments.length === 0) found(`internet gateway ${gateway.logicalId} is attached to no VPC: expected AWS::EC2::VPCGatewayAttachment; add it`, 'GatewayId');
    else if (!attachments.some((one) => waitsFor(route, one))) found(`the route may be made before ${attachments[0]?.logicalId}, and then its gateway belongs to no VPC yet: expected DependsOn; add it`, 'GatewayId');
  }),

  assemblyCheck('ec2-network-acl-number', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const entry of assembly.ofType('AWS::EC2::NetworkAclEntry')) {
      const rule = number(entry.get('RuleNumber'));
      const key = `${entry.template.source.file} ${shown(entry.get('NetworkAclId'))} ${flag(entry.get('Egress')) ?? false} ${rule}`;
      const other = taken.get(key);
      if (rule === undefined || entry.raw.Condition !== undefined || entry.get('Egress') !== undefined && flag(entry.get('Egress')) === undefined) continue;
      const fault = other !== undefined ? `number ${rule} is taken by ${other}: expected one of its own; change it`
        : rule < 1 || rule > 32766 ? `number ${rule}: expected 1 to 32,766; change it` : undefined;
      if (fault !== undefined) found({ template: entry.template, resource: entry, at: 'RuleNumber', message: fault });
      taken.set(key, entry.logicalId);
    }
  }),

  resourceCheck('ec2-endpoint', ['AWS::EC2::VPCEndpoint'], (endpoint, found) => {
    const type = text(endpoint.get('VpcEndpointType')) ?? (endpoint.get('VpcEndpointType') === undefined ? 'Gateway' : undefined);
    const service = /\.([a-z0-9-]+)$/.exec(shown(endpoint.get('ServiceName')))?.[1];
    const vpc = target(reference(endpoint.get('VpcId')));
    const region = /^com\.amazonaws\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(text(endpoint.get('ServiceName')) ?? '')?.[1];
    const own = endpoint.template.environment.region;
    if (region !== undefined && own !== undefined && region !== own && endpoint.get('ServiceRegion') === undefined) found(`service of region ${region} in ${own}: expected com.amazonaws.${own}; correct ServiceName`, 'ServiceName');
    if (type === 'Gateway') {
      if (service !== undefined && !['s3', 'dynamodb', 's3express'].includes(service)) found(`gateway endpoint for ${service}: expected s3 or dynamodb; use VpcEndpointType Interface`, 'VpcEndpointType');
      for (const key of ['SubnetIds', 'SecurityGroupIds']) {
        if ((list(endpoint.get(key)) ?? []).length > 0) found(`gateway endpoint with ${key}: expected RouteTableIds; change one`, key);
      }
      if (flag(endpoint.get('PrivateDnsEnabled')) === true) found('gateway endpoint with PrivateDnsEnabled: expected false; it is for interface endpoints', 'PrivateDnsEnabled');
    }
    if (type === 'Interface') {
      if ((list(endpoint.get('RouteTableIds')) ?? []).length > 0) found('interface endpoint with RouteTableIds: expected SubnetIds; change one', 'RouteTableIds');
      const isPrivate = flag(endpoint.get('PrivateDnsEnabled')) === true;
      if (isPrivate && vpc?.type === 'AWS::EC2::VPC' && !hasDns(vpc)) {
        found(`private DNS, and ${vpc.logicalId} lacks EnableDnsHostnames or EnableDnsSupport: expected both true; set them`, 'PrivateDnsEnabled');
      }
      const zones = (list(endpoint.get('SubnetIds')) ?? []).map((subnet) => target(reference(subnet))).map((subnet) => subnet && shown(subnet.get('AvailabilityZone')));
      const doubled = zones.find((zone, index) => zone !== undefined && zone !== '' && zones.indexOf(zone) !== index);
      if (doubled !== undefined) found(`two subnets in zone ${doubled}: expected one in each zone; choose others`, 'SubnetIds');
    }
  }),

  resourceCheck('ec2-nat-gateway', ['AWS::EC2::NatGateway'], (gateway, found) => {
    const type = text(gateway.get('ConnectivityType'));
    if (gateway.get('ConnectivityType') === undefined && gateway.get('AvailabilityMode') === undefined && gateway.get('AllocationId') === undefined) found('a public NAT gateway without an elastic address: expected AllocationId; add it or use ConnectivityType private', 'AllocationId');
    if (type === 'private' && gateway.get('AllocationId') !== undefined) found('a private NAT gateway with an elastic address: expected none; remove AllocationId', 'AllocationId');
  }),

  assemblyCheck('ec2-elastic-address', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const gateway of assembly.ofType('AWS::EC2::NatGateway')) {
      const address = gateway.get('AllocationId');
      const key = `${gateway.template.source.file} ${shown(address)}`;
      const other = taken.get(key);
      if (address === undefined || gateway.raw.Condition !== undefined) continue;
      if (other !== undefined) found({ template: gateway.template, resource: gateway, at: 'AllocationId', message: `elastic address ${shown(address)} is that of ${other} too: expected one of its own; add another` });
      taken.set(key, gateway.logicalId);
    }
  }),

  resourceCheck('ec2-zone-region', ['AWS::EC2::Subnet', 'AWS::EC2::Instance', 'AWS::EC2::Volume', 'AWS::RDS::DBInstance'], (resource, found) => {
    const zone = text(resource.get('AvailabilityZone'));
    const { region } = resource.template.environment;
    if (zone !== undefined && region !== undefined && /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/.test(zone) && !zone.startsWith(region)) found(`zone ${zone} in ${region}: expected a zone of that region; change it`, 'AvailabilityZone');
  }),

  resourceCheck('ec2-flow-log', ['AWS::EC2::FlowLog'], (log, found) => {
    const kind = log.get('LogDestinationType') === undefined ? 'cloud-watch-logs' : text(log.get('LogDestinationType'));
    if (kind === 'cloud-watch-logs') {
      if (log.get('DeliverLogsPermissionArn') === undefined) found('a flow log to CloudWatch without DeliverLogsPermissionArn: expected a role that vpc-flow-logs.amazonaws.com can assume; add it', 'DeliverLogsPermissionArn');
      if (log.get('LogGroupName') === undefined && log.get('LogDestination') === undefined) found('a flow log without a log group: expected LogGroupName or LogDestination; add one', 'LogGroupName');
    } else if (kind !== undefined && log.get('LogDestination') === undefined) {
      found(`a flow log of type ${kind} without LogDestination: expected an ARN; add it`, 'LogDestination');
    }
  }),

  resourceCheck('rds-subnet-group-zones', ['AWS::RDS::DBSubnetGroup'], (group, found) => {
    const members = list(group.get('SubnetIds'));
    const subnets = members?.map((subnet) => target(reference(subnet)));
    if (subnets === undefined || subnets.some((subnet) => subnet?.type !== 'AWS::EC2::Subnet')) {
      if (members?.length === 1 && reference(members[0]) !== undefined && subnets?.[0]?.type === 'AWS::EC2::Subnet') found('one subnet: expected two zones at least; add another', 'SubnetIds');
      return;
    }
    const zones = new Set(subnets.map((subnet) => shown(subnet?.get('AvailabilityZone'))));
    if (zones.has('')) return;
    if (zones.size < 2) found(`subnets of ${zones.size} zone: expected two zones at least; add a subnet of another zone`, 'SubnetIds');
  }),
];

const ROUTE_TARGETS = new Set([
  'GatewayId', 'NatGatewayId', 'InstanceId', 'NetworkInterfaceId', 'VpcPeeringConnectionId', 'TransitGatewayId', 'EgressOnlyInternetGatewayId',
  'VpcEndpointId', 'LocalGatewayId', 'CarrierGatewayId', 'CoreNetworkArn', 'OdbNetworkArn',
]);

function hasDns(vpc: Resource): boolean {
  // The defaults differ: support is on, host names are off.
  const [support, names] = [vpc.get('EnableDnsSupport'), vpc.get('EnableDnsHostnames')];
  return (support === undefined || flag(support) !== false) && names !== undefined && flag(names) !== false;
}
