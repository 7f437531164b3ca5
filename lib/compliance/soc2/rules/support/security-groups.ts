import { asList } from '../../../../cloudformation/policy';
import { isAbsent, number, object, shown, text } from '../../../../cloudformation/read';
import { refersTo, resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { Reference, Unknown, type ObjectValue, type Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';

export const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
export const INGRESS = 'AWS::EC2::SecurityGroupIngress';

/** What a rule of a security group lets in. */
export interface Ingress {
  /** As in `SecurityGroupIngress.0`; '' where the rule is a resource of its own. */
  readonly path: string;
  /** @default - not an object that is known */
  readonly rule: ObjectValue | undefined;
}

/** The rules that a resource holds: a group those written into it, a rule of its own itself. */
export function ingressOf(resource: Resource): readonly Ingress[] {
  if (resource.type === INGRESS) return [{ path: '', rule: resource.properties }];
  return asList(resource.get('SecurityGroupIngress')).map((rule, index) => ({ path: `SecurityGroupIngress.${index}`, rule: object(rule) }));
}

/** The groups that a resource's rules are for: itself, or the one that it names; none where that is not of the app. */
export function groupOf(resource: Resource): Resource | undefined {
  return resource.type === SECURITY_GROUP ? resource : resourcesIn(resource.get('GroupId')).find(({ type }) => type === SECURITY_GROUP);
}

/** All rules of a group, those of other stacks too. */
export function allIngressOf(group: Resource, estate: Estate): readonly ObjectValue[] {
  const separate = estate.referringTo(group, INGRESS).filter((rule) => refersTo(rule.get('GroupId'), group));
  return [group, ...separate].flatMap(ingressOf).map(({ rule }) => rule).filter((rule) => rule !== undefined);
}

/** Where a rule lets in from: a range of addresses, a named group or list, or what can't be told. */
export type Source = 'world' | 'range' | 'named' | 'unknown';

/** Wider than any range that private networks have, whoever owns the addresses. */
const WORLD = 8;

/** Where a rule lets in from. */
export function sourceOf({ CidrIp: ipv4, CidrIpv6: ipv6, SourcePrefixListId: list }: ObjectValue): Source {
  const ranges = [ipv4, ipv6].filter((range) => !isAbsent(range)).map((range) => rangeKind(range ?? null));
  if (ranges.includes('world')) return 'world';
  if (ranges.includes('unknown')) return 'unknown';
  return ranges.length > 0 || !isAbsent(list) ? 'range' : 'named';
}

function rangeKind(range: Value): Source {
  // An attribute of a network of the app is that network's own range.
  if (range instanceof Reference) return 'range';
  const length = /\/(\d+)$/.exec(shown(range).trim())?.[1];
  if (length !== undefined) return Number(length) < WORLD ? 'world' : 'range';
  return text(range) === undefined || range instanceof Unknown ? 'unknown' : 'range';
}

/** From one port to another, both included. */
export interface Ports { readonly from: number; readonly to: number }

/** The ports that a rule opens; `undefined` where they aren't known. Every port where the protocol has none or is any. */
export function portsOf({ IpProtocol: protocol, FromPort: from, ToPort: to }: ObjectValue): Ports | undefined {
  const named = text(protocol)?.toLowerCase();
  if (named === undefined && !isAbsent(protocol)) return undefined;
  if (named !== undefined && !['tcp', 'udp', '6', '17'].includes(named)) return { from: 0, to: 65535 };
  if (isAbsent(from) && isAbsent(to)) return { from: 0, to: 65535 };
  const [first, last] = [number(from), number(to ?? from)];
  if (first === undefined || last === undefined) return undefined;
  return first < 0 ? { from: 0, to: 65535 } : { from: first, to: last };
}

const BALANCERS = ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancing::LoadBalancer'];

/** Whether a load balancer of the app has the group. */
export function isOfLoadBalancer(group: Resource, estate: Estate): boolean {
  return estate.referringTo(group, ...BALANCERS).some((balancer) => refersTo(balancer.get('SecurityGroups'), group));
}
