import { asList } from '../../../../cloudformation/policy';
import { number, text } from '../../../../cloudformation/read';
import { refersTo, resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { ObjectValue, Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { LISTENER, LISTENER_RULE, LOAD_BALANCER } from '../support/load-balancing';
import { look } from '../support/look';
import { allIngressOf, portsOf, SECURITY_GROUP, sourceOf } from '../support/security-groups';
import { cloudFormation } from '../support/sources';

/** What stands behind a load balancer is reached through it. */
export const TASK_TAKES_TRAFFIC_FROM_BALANCER_ONLY: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'TaskTakesTrafficFromBalancerOnly',
  info: 'The port of the service that its load balancer forwards to is also open to others.',
  explanation: 'Who reaches the task directly passes by the login, the firewall and the log of the load balancer, and can claim to be anyone in the headers that it would have set (CC6.6). Let in the load balancer\'s security group only, on that port.',
  sources: [
    cloudFormation('AWS::ECS::Service'), cloudFormation(SECURITY_GROUP),
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
  ],
  resourceTypes: ['AWS::ECS::Service'],
  check: (service, { estate }) => {
    const balanced = asList(service.get('LoadBalancers')).map((target) => balancedPort(target, estate)).filter(({ isNetwork }) => !isNetwork);
    if (balanced.length === 0 || service.get('NetworkConfiguration') === undefined) return NOT_APPLICABLE;
    const path = 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups';
    const given = look(service.properties, ...path.split('.'));
    const groups = resourcesIn(given).filter(({ type }) => type === SECURITY_GROUP);
    const rules = groups.flatMap((group) => allIngressOf(group, estate).map((rule) => ({ rule, group })));
    const open = balanced.filter(({ port, groups: named }) => rules.some(({ rule, group }) => opens(rule, port) && !isFrom(rule, named, group)));
    if (open.some(({ isKnown }) => isKnown)) return NON_COMPLIANT;
    if (open.length > 0) return unresolved('LoadBalancers');
    // Groups that the app brings can't be seen.
    return groups.length === 0 || asList(given).length > groups.length ? unresolved(path) : COMPLIANT;
  },
};

interface Balanced {
  /** Of the container. @default - not known: any */
  readonly port: number | undefined;
  /** The load balancer's. @default - it is not of the app, and they can't be told */
  readonly groups: readonly Resource[] | undefined;
  /** Whether it is surely one of HTTP. */
  readonly isKnown: boolean;
  /** Load balancers of TCP may have no groups, and hand on the addresses of callers. */
  readonly isNetwork: boolean;
}

function balancedPort(target: Value, estate: Estate): Balanced {
  const targetGroups = resourcesIn(look(target, 'TargetGroupArn'));
  const listeners = targetGroups.flatMap((group) => estate.referringTo(group, LISTENER, LISTENER_RULE))
    .flatMap((listener) => listener.type === LISTENER ? [listener] : resourcesIn(listener.get('ListenerArn')));
  const balancers = listeners.flatMap((listener) => resourcesIn(listener.get('LoadBalancerArn'))).filter(({ type }) => type === LOAD_BALANCER);
  return {
    port: number(look(target, 'ContainerPort')),
    groups: balancers.length === 0 ? undefined : balancers.flatMap((balancer) => resourcesIn(balancer.get('SecurityGroups'))),
    isKnown: targetGroups.some((group) => /^HTTPS?$/i.test(text(group.get('Protocol')) ?? '')),
    isNetwork: targetGroups.some((group) => /^(TCP|UDP|TLS|QUIC|GENEVE)/i.test(text(group.get('Protocol')) ?? '')),
  };
}

function opens(rule: ObjectValue, port: number | undefined): boolean {
  const ports = portsOf(rule);
  return ports === undefined || port === undefined || ports.from <= port && port <= ports.to;
}

/** Whether a rule is for one of some groups, or for the group that it belongs to. Where the balancer can't be seen, any named group may be its. */
function isFrom(rule: ObjectValue, groups: readonly Resource[] | undefined, own: Resource): boolean {
  if (sourceOf(rule) !== 'named') return false;
  const source = rule.SourceSecurityGroupId;
  const ofApp = resourcesIn(source);
  return groups === undefined || ofApp.length === 0 || refersTo(source, own) || groups.some((group) => refersTo(source, group));
}
