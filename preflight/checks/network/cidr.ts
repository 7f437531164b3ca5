import { isIPv4, isIPv6 } from 'node:net';
import { list, object, text } from '../../../lib/cloudformation/read';
import type { Value } from '../../../lib/cloudformation/value';
import { type Check, type Found, resourceCheck } from '../check';

const V4 = new Set(['CidrIp', 'CidrBlock', 'DestinationCidrBlock', 'VpcCidr', 'Cidr']);
const V6 = new Set(['CidrIpv6', 'Ipv6CidrBlock', 'DestinationIpv6CidrBlock']);
/** The sizes that a network can have. */
const SIZES: Readonly<Record<string, readonly [number, number]>> = { 'AWS::EC2::VPC': [16, 28], 'AWS::EC2::Subnet': [16, 28], 'AWS::EC2::VPCCidrBlock': [16, 28] };

const TYPES = [
  'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::VPCCidrBlock', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::Route', 'AWS::EC2::NetworkAclEntry', 'AWS::EC2::PrefixList', 'AWS::EC2::ClientVpnAuthorizationRule',
];

/** Ranges of addresses. */
export const CIDR_CHECKS: readonly Check[] = [
  resourceCheck('ec2-cidr', TYPES, (resource, found) => look(resource.properties, [], resource.type, found)),
];

/** Whether a text is a range of addresses; of version 4 or 6 where that matters. */
export function isCidr(range: string, version?: 4 | 6): boolean {
  const [address = '', size = '', ...rest] = range.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(size)) return false;
  if (version !== 6 && isIPv4(address)) return Number(size) <= 32;
  return version !== 4 && isIPv6(address) && Number(size) <= 128;
}

function look(value: Value | undefined, path: readonly string[], type: string, found: Found): void {
  (list(value) ?? []).forEach((member, index) => look(member, [...path, String(index)], type, found));
  for (const [key, member] of Object.entries(object(value) ?? {})) {
    if (key === 'Tags') continue;
    const range = text(member);
    const version = V4.has(key) ? 4 : V6.has(key) ? 6 : undefined;
    if (version === undefined || range === undefined) {
      look(member, [...path, key], type, found);
      continue;
    }
    const where = [...path, key].join('.');
    const isEither = key === 'Cidr' || type === 'AWS::EC2::PrefixList';
    const [least, most] = SIZES[type] ?? [0, 128];
    if (!isCidr(range, isEither ? undefined : version)) found(`range ${range}: expected an IPv${version} range such as ${version === 4 ? '10.0.0.0/16' : '2001:db8::/32'}; correct it`, where);
    else if (version === 4 && (Number(range.split('/')[1]) < least || Number(range.split('/')[1]) > most)) found(`range ${range}: expected a size of /${least} to /${most}; change it`, where);
  }
}
