import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { actionsOf, listenerOf, LISTENER_TYPES, LOGIN_ACTIONS, type ListenerAction } from '../support/listener-actions';
import { cloudFormation } from '../support/sources';

/** A listener of an application load balancer, or a rule of one, forwards only what has proved who it is. */
export const LISTENER_REQUIRES_LOGIN: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'ListenerRequiresLogin',
  info: 'The listener, or a rule of it, forwards requests without a login.',
  explanation: 'Whoever reaches the load balancer then reaches what is behind it, without anybody knowing who it is (CC6.1). Put authenticate-oidc, authenticate-cognito or jwt-validation before forward, let the listener verify client certificates, or answer with a redirect or a fixed response. A listener of plain HTTP cannot log anybody in: redirect it to HTTPS.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listener-action.html',
    cloudFormation('AWS::ElasticLoadBalancingV2::Listener'),
    cloudFormation('AWS::ElasticLoadBalancingV2::ListenerRule'),
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
  ],
  resourceTypes: LISTENER_TYPES,
  check: (resource) => {
    const actions = actionsOf(resource);
    if (actions === undefined) return NOT_APPLICABLE;
    if (text(listenerOf(resource)?.get('MutualAuthentication', 'Mode')) === 'verify') return COMPLIANT;
    if (typeof actions === 'string') return unresolved(actions);
    const isOpen = actions.some(({ type }) => type === undefined);
    const logins = actions.filter(({ type }) => LOGIN_ACTIONS.includes(type ?? ''));
    const turns = actions.filter(({ type }) => type === 'forward').map((forward) => logins.map((login) => comesBefore(login, forward)));
    if (turns.every((before) => before.includes(true))) return isOpen && logins.length === 0 ? unresolved(pathOf(resource.type)) : COMPLIANT;
    return isOpen || turns.flat().includes(undefined) ? unresolved(pathOf(resource.type)) : NON_COMPLIANT;
  },
};

/** Whether one action's turn comes before another's; `undefined` where that is not known. */
function comesBefore(one: ListenerAction, other: ListenerAction): boolean | undefined {
  return one.order === undefined || other.order === undefined ? undefined : one.order < other.order;
}

function pathOf(type: string): string {
  return type.endsWith('Rule') ? 'Actions' : 'DefaultActions';
}
