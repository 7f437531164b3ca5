import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { isOpen, readFlag } from './look';

const SUBNET = 'AWS::EC2::Subnet';

/** Whether one of some subnets has a way to the internet gateway; `undefined` where not all are of the app and none of them has. */
export function anyPublic(subnetIds: Value | undefined, estate: Estate): boolean | undefined {
  const given: readonly (Value | undefined)[] = Array.isArray(subnetIds) ? subnetIds as readonly Value[] : [subnetIds];
  const subnets = given.map((id) => resourcesIn(id).find(({ type }) => type === SUBNET));
  if (subnets.some((subnet) => subnet !== undefined && isPublic(subnet, estate))) return true;
  return subnets.includes(undefined) ? undefined : false;
}

function isPublic(subnet: Resource, estate: Estate): boolean {
  const given = subnet.get('MapPublicIpOnLaunch');
  if (!isOpen(given) && readFlag(given) === true) return true;
  const tables = estate.referringTo(subnet, 'AWS::EC2::SubnetRouteTableAssociation').flatMap((association) => resourcesIn(association.get('RouteTableId')));
  return tables.flatMap((table) => estate.referringTo(table, 'AWS::EC2::Route'))
    .some((route) => resourcesIn(route.get('GatewayId')).some(({ type }) => type === 'AWS::EC2::InternetGateway'));
}
