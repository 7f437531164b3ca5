import { completeList, list, number, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { refersTo } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { Assembly } from '../../assembly/assembly';
import { type Check, resourceCheck } from '../check';
import { containersOf, isFargate, SERVICE, taskDefinitionOf } from './task-definition';

/** A task that can't fetch its image, or that no health check reaches, never settles, and the deployment fails after hours. */
export const REACHABILITY_CHECKS: readonly Check[] = [
  resourceCheck('ecs-way-out', [SERVICE], (service, found, assembly) => {
    const task = taskDefinitionOf(service);
    const network = ['NetworkConfiguration', 'AwsvpcConfiguration'];
    const subnets = completeList(service.get(...network, 'Subnets'))?.map((subnet) => target(reference(subnet)));
    const isPublic = service.get(...network, 'AssignPublicIp') === undefined ? 'DISABLED' : text(service.get(...network, 'AssignPublicIp'));
    if (task === undefined || !isFargate(task) || subnets === undefined || subnets.length === 0 || isPublic === undefined) return;
    if (!subnets.every((subnet): subnet is Resource => subnet?.type === 'AWS::EC2::Subnet')) return;
    const vpc = target(reference(subnets[0]?.get('VpcId')));
    if (vpc === undefined || mayFetchInside(vpc, assembly)) return;
    const ways = subnets.map((subnet) => wayOut(subnet, assembly));
    if (ways.includes('unknown')) return;
    if (ways.every((way) => way === 'none')) found(`subnets ${subnets.map(({ logicalId }) => logicalId).join(', ')} have no way out: expected a NAT gateway or endpoints for ecr.dkr, ecr.api, s3 and logs; tasks could not fetch their image`, network.join('.'));
    else if (isPublic === 'DISABLED' && ways.every((way) => way === 'internet')) found('tasks in public subnets without a public address: expected AssignPublicIp ENABLED, or subnets with a NAT gateway; they could not fetch their image', network.join('.'));
  }),

  resourceCheck('ecs-target-port-open', [SERVICE], (service, found, assembly) => {
    const groups = groupsOf(service.get('NetworkConfiguration', 'AwsvpcConfiguration', 'SecurityGroups'));
    if (groups === undefined) return;
    objects(service.get('LoadBalancers')).forEach((entry, index) => {
      const port = number(entry.ContainerPort);
      const group = target(reference(entry.TargetGroupArn));
      // A network load balancer may keep the callers' addresses, which whoever has it may let in elsewhere.
      if (port === undefined || !/^HTTPS?$/.test(text(group?.get('Protocol')) ?? '') || mayReach(groups, port, assembly)) return;
      found(`no rule of ${groups.map(({ logicalId }) => logicalId).join(', ')} lets port ${port} in: expected one from the load balancer; add it, or no health check succeeds`, `LoadBalancers.${index}`);
    });
  }),

  resourceCheck('ecs-efs-port-open', [SERVICE], (service, found, assembly) => {
    const task = taskDefinitionOf(service);
    if (task === undefined || containersOf(task).length === 0) return;
    for (const volume of objects(task.get('Volumes'))) {
      const config = object(volume.EFSVolumeConfiguration ?? volume.EfsVolumeConfiguration);
      const files = target(reference(config?.FilesystemId ?? config?.FileSystemId));
      if (files?.type !== 'AWS::EFS::FileSystem') continue;
      const mounts = assembly.ofType('AWS::EFS::MountTarget').filter((mount) => files.is(target(reference(mount.get('FileSystemId')))));
      const closed = mounts.find((mount) => {
        const groups = groupsOf(mount.get('SecurityGroups'));
        return groups !== undefined && !mayReach(groups, 2049, assembly);
      });
      if (closed !== undefined) found(`no rule of the security groups of ${closed.logicalId} lets port 2049 in: expected one from the tasks; add it, or file system ${files.logicalId} can't be mounted`, 'TaskDefinition');
    }
  }),
];

/** The security groups of the assembly; `undefined` where one of them isn't known. */
function groupsOf(value: Parameters<typeof list>[0]): readonly Resource[] | undefined {
  const groups = completeList(value)?.map((group) => target(reference(group)));
  return groups !== undefined && groups.length > 0 && groups.every((group): group is Resource => group?.type === 'AWS::EC2::SecurityGroup') ? groups : undefined;
}

/** Whether some rule may let a port in; a rule that isn't known may. */
function mayReach(groups: readonly Resource[], port: number, assembly: Assembly): boolean {
  return groups.some((group) => {
    const inline = group.get('SecurityGroupIngress') === undefined ? [] : list(group.get('SecurityGroupIngress'));
    if (inline === undefined || objects(inline).length < inline.length) return true;
    const apart = assembly.ofType('AWS::EC2::SecurityGroupIngress').filter((rule) => group.is(target(reference(rule.get('GroupId')))) || reference(rule.get('GroupId')) === undefined);
    return [...objects(inline), ...apart.map(({ properties }) => properties)].some((rule) => {
      const [from, to, protocol] = [number(rule.FromPort), number(rule.ToPort), text(rule.IpProtocol)];
      if (protocol === '-1' || protocol === undefined) return true;
      if (rule.FromPort !== undefined && from === undefined || rule.ToPort !== undefined && to === undefined) return true;
      return protocol === 'tcp' && (from ?? 0) <= port && port <= (to ?? from ?? 65535);
    });
  });
}

/** Images may come by an endpoint, or from a network that is tied to this one. */
function mayFetchInside(vpc: Resource, assembly: Assembly): boolean {
  return assembly.ofType('AWS::EC2::VPCEndpoint').some((endpoint) => refersTo(endpoint.get('VpcId'), vpc) && !/\.(s3|dynamodb)$/.test(shown(endpoint.get('ServiceName'))))
    || assembly.ofType('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment', 'AWS::EC2::VPCPeeringConnection', 'AWS::EC2::VPNGateway', 'AWS::NetworkFirewall::Firewall')
      .length > 0;
}

function wayOut(subnet: Resource, assembly: Assembly): 'nat' | 'internet' | 'none' | 'unknown' {
  const associations = assembly.ofType('AWS::EC2::SubnetRouteTableAssociation').filter((one) => refersTo(one.get('SubnetId'), subnet));
  const table = target(reference(associations[0]?.get('RouteTableId')));
  // Without a table of its own, the VPC's main table is used.
  if (table === undefined) return 'unknown';
  const routes = assembly.ofType('AWS::EC2::Route').filter((route) => refersTo(route.get('RouteTableId'), table));
  if (routes.some((route) => route.raw.Condition !== undefined)) return 'unknown';
  const all = routes.filter((route) => ['0.0.0.0/0', '::/0'].includes(shown(route.get('DestinationCidrBlock') ?? route.get('DestinationIpv6CidrBlock'))));
  if (all.length === 0) return routes.length === 0 ? 'none' : 'unknown';
  if (all.some((route) => route.get('GatewayId') === undefined)) return 'nat';
  return all.every((route) => target(reference(route.get('GatewayId')))?.type === 'AWS::EC2::InternetGateway') ? 'internet' : 'unknown';
}
