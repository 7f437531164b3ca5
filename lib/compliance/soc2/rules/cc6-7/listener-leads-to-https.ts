import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';
import { actionsOf, LISTENER_TYPES, listenerOf, LOGIN_ACTIONS, type ListenerAction } from '../support/listener-actions';
import { isOpen, look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** Without encryption one only hears where to go. */
export const LISTENER_LEADS_TO_HTTPS: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'ListenerLeadsToHttps',
  info: 'The load balancer forwards requests that arrive without encryption.',
  explanation: 'Sessions, tokens and data can be read and changed on the way (CC6.7). Let listeners of HTTP, and their rules, redirect to the protocol HTTPS, or answer with a fixed response.',
  sources: [cloudFormation('AWS::ElasticLoadBalancingV2::Listener'), cloudFormation('AWS::ElasticLoadBalancingV2::ListenerRule'), securityHub('elb'), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: LISTENER_TYPES,
  check: (resource) => {
    const actions = actionsOf(resource);
    const protocol = protocolOf(resource);
    if (actions === undefined || protocol === 'HTTPS') return NOT_APPLICABLE;
    const verdict = typeof actions === 'string' ? unresolved(actions) : joined(actions.map(checkAction));
    if (protocol === 'HTTP' || verdict === NOT_APPLICABLE || verdict.length === 0) return verdict;
    // Only listeners of HTTPS can log in; what else could be told of one of another app can't.
    if (typeof actions !== 'string' && actions.some(({ type }) => LOGIN_ACTIONS.includes(type ?? ''))) return NOT_APPLICABLE;
    return unresolved(resource.type === LISTENER_TYPES[0] ? 'Protocol' : 'ListenerArn');
  },
};

function protocolOf(resource: Resource): string | undefined {
  return text(listenerOf(resource)?.get('Protocol'))?.toUpperCase();
}

function checkAction({ path, type, config }: ListenerAction): Verdict {
  if (type === 'fixed-response') return COMPLIANT;
  if (type === undefined) return unresolved(path);
  if (type !== 'redirect') return [path];
  const protocol = look(config, 'RedirectConfig', 'Protocol');
  if (isOpen(protocol)) return unresolved(path);
  // Where it isn't given it stays what it was.
  return !isAbsent(protocol) && text(protocol)?.toUpperCase() === 'HTTPS' ? COMPLIANT : [path];
}
