import { isAbsent, list, object, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';

export const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
export const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
export const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** `application` unless said otherwise; `undefined` where it can't be told. */
export function kindOf(balancer: Resource): string | undefined {
  return text(balancer.get('Type') ?? 'application');
}

/** An attribute of a load balancer. `unknown` where it may or may not be among the attributes. */
export function attributeOf(balancer: Resource, key: string): Value | 'unknown' | undefined {
  const given = balancer.get('LoadBalancerAttributes');
  if (isAbsent(given)) return undefined;
  const attributes = list(given)?.map((member) => object(member));
  const found = attributes?.find((attribute) => text(attribute?.Key) === key);
  if (found !== undefined) return found.Value;
  return attributes?.every((attribute) => text(attribute?.Key) !== undefined) === true ? undefined : 'unknown';
}

/** The listeners of a load balancer, of all stacks. */
export function listenersOf(balancer: Resource, estate: Estate): readonly Resource[] {
  return estate.referringTo(balancer, LISTENER);
}

/** What listeners and their rules forward to. */
export function targetGroupsOf(balancer: Resource, estate: Estate): readonly Resource[] {
  return listenersOf(balancer, estate).flatMap((listener) => [
    ...resourcesIn(listener.get('DefaultActions')),
    ...estate.referringTo(listener, LISTENER_RULE).flatMap((rule) => resourcesIn(rule.get('Actions'))),
  ]).filter(({ type }) => type === TARGET_GROUP);
}
