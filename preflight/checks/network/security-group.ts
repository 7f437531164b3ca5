import { list, number, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';
import { type Check, type Found, resourceCheck } from '../check';

const GROUP = 'AWS::EC2::SecurityGroup';
const TEXT = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

/** Who may reach whom. */
export const SECURITY_GROUP_CHECKS: readonly Check[] = [
  resourceCheck('ec2-security-group-texts', [GROUP, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'], (group, found) => {
    const texts = [['GroupDescription', text(group.get('GroupDescription'))], ['Description', text(group.get('Description'))],
      ...['SecurityGroupIngress', 'SecurityGroupEgress'].flatMap((property) => objects(group.get(property)).map(({ Description }, index) => [`${property}.${index}.Description`, text(Description)]))] as const;
    for (const [where, description] of texts) {
      if (description === undefined) continue;
      if (description.length > 255) found(`description of ${description.length} characters: expected 255 at most; shorten it`, where);
      else if (!TEXT.test(description)) found(`description "${description}": expected letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* only; remove the rest`, where);
    }
    const name = text(group.get('GroupName'));
    if (name !== undefined && (/^sg-/i.test(name) || !TEXT.test(name) || name.length > 255)) found(`group name ${name}: expected not to begin with sg-, and at most 255 plain characters; rename it`, 'GroupName');
  }),

  resourceCheck('ec2-security-group-rules', [GROUP], (group, found, assembly) => {
    for (const [property, type] of [['SecurityGroupIngress', 'AWS::EC2::SecurityGroupIngress'], ['SecurityGroupEgress', 'AWS::EC2::SecurityGroupEgress']] as const) {
      const inline = objects(group.get(property)).map((rule, index) => ({ rule, name: `${property}.${index}` }));
      const apart = assembly.ofType(type).filter((rule) => rule.raw.Condition === undefined && group.is(target(reference(rule.get('GroupId')))))
        .map((rule) => ({ rule: rule.properties, name: rule.logicalId }));
      const taken = new Map<string, string>();
      for (const { rule, name } of [...inline, ...apart]) {
        const key = keyOf(rule);
        const other = taken.get(key);
        if (other !== undefined) found(`${name} says the same as ${other} (${key}): expected each rule once; remove one`, name);
        taken.set(key, name);
      }
    }
  }),

  resourceCheck('ec2-security-group-ports', [GROUP, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'], (group, found) => {
    checkRule(group.properties, '', group.type === GROUP, found);
    for (const property of ['SecurityGroupIngress', 'SecurityGroupEgress']) {
      objects(group.get(property)).forEach((rule, index) => checkRule(rule, `${property}.${index}`, false, found));
    }
  }),

  resourceCheck('ec2-same-vpc', Object.keys(PLACES()), (resource, found) => {
    const place = PLACES()[resource.type];
    if (place === undefined) return;
    const vpcs = (paths: readonly (readonly string[])[]) => paths.flatMap((path) => asMembers(resource.get(...path)))
      .map((member) => target(reference(member))).filter((one): one is Resource => one?.type === 'AWS::EC2::Subnet' || one?.type === GROUP)
      .map((one) => ({ name: one.logicalId, vpc: target(reference(one.get('VpcId'))) })).filter(({ vpc }) => vpc?.type === 'AWS::EC2::VPC');
    const [first, ...others] = [...vpcs(place.subnets), ...vpcs(place.groups)];
    const stranger = others.find(({ vpc }) => first?.vpc !== undefined && !first.vpc.is(vpc));
    if (first !== undefined && stranger !== undefined) {
      found(`${first.name} is in ${first.vpc?.logicalId} and ${stranger.name} in ${stranger.vpc?.logicalId}: expected subnets and security groups of one VPC; change one`);
    }
  }),
];

interface Place { readonly subnets: readonly (readonly string[])[]; readonly groups: readonly (readonly string[])[] }

/** Where resources name subnets and security groups. */
function PLACES(): Readonly<Record<string, Place>> {
  const awsvpc = ['NetworkConfiguration', 'AwsvpcConfiguration'];
  return {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': { subnets: [['Subnets']], groups: [['SecurityGroups']] },
    'AWS::ECS::Service': { subnets: [[...awsvpc, 'Subnets']], groups: [[...awsvpc, 'SecurityGroups']] },
    'AWS::EFS::MountTarget': { subnets: [['SubnetId']], groups: [['SecurityGroups']] },
    'AWS::Lambda::Function': { subnets: [['VpcConfig', 'SubnetIds']], groups: [['VpcConfig', 'SecurityGroupIds']] },
    'AWS::EC2::VPCEndpoint': { subnets: [['SubnetIds']], groups: [['SecurityGroupIds']] },
    'AWS::EC2::Instance': { subnets: [['SubnetId']], groups: [['SecurityGroupIds']] },
    'AWS::RDS::DBSubnetGroup': { subnets: [['SubnetIds']], groups: [] },
  };
}

function asMembers(value: Value | undefined): readonly Value[] {
  return list(value) ?? (value === undefined ? [] : [value]);
}

function keyOf(rule: ObjectValue): string {
  const peer = ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'SourcePrefixListId', 'DestinationPrefixListId', 'SourceSecurityGroupName']
    .map((key) => rule[key]).filter((value) => value !== undefined).map(shown).join(' ');
  const protocol = text(rule.IpProtocol) ?? shown(rule.IpProtocol);
  return protocol === '-1' ? `all from ${peer}` : `${protocol} ${shown(rule.FromPort)}-${shown(rule.ToPort)} ${peer}`;
}

function checkRule(rule: ObjectValue, where: string, isGroup: boolean, found: Found): void {
  if (isGroup) return;
  const [from, to] = [number(rule.FromPort), number(rule.ToPort)];
  const protocol = text(rule.IpProtocol);
  const hasPorts = protocol !== undefined && ['tcp', 'udp', '6', '17'].includes(protocol);
  if (hasPorts && from !== undefined && to !== undefined && from > to) found(`ports ${from} to ${to}: expected the lower one first; swap them`, where || undefined);
  const bad = [from, to].find((port) => port !== undefined && (port > 65535 || port < (hasPorts ? 0 : -1)));
  if (hasPorts && bad !== undefined) found(`port ${bad}: expected 0 to 65,535; correct it`, where || undefined);
  if (hasPorts && (rule.FromPort === undefined || rule.ToPort === undefined)) found(`protocol ${protocol} without FromPort and ToPort: expected both; add them`, where || undefined);
  const peers = Object.keys(rule).filter((key) => /^(CidrIp|CidrIpv6|SourceSecurityGroup(Id|Name)|DestinationSecurityGroupId|(Source|Destination)PrefixListId)$/.test(key));
  if (peers.length === 0) found('a rule for nobody: expected a range, a security group or a prefix list; add one', where || undefined);
  if (peers.length > 1) found(`a rule for ${peers.join(' and ')}: expected one of them; make a rule for each`, where || undefined);
}
