import { list, object, text } from '../../../../cloudformation/read';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';

const PROVES_WHO = ['authenticate-oidc', 'authenticate-cognito', 'jwt-validation'];

/** A listener of HTTPS, or a rule of one, forwards only what has logged in. */
export const LISTENER_REQUIRES_LOGIN: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'ListenerRequiresLogin',
  info: 'The listener, or a rule of it, forwards requests without a login.',
  explanation: 'Whoever reaches the load balancer then reaches what is behind it, without anybody knowing who it is. Put authenticate-oidc, authenticate-cognito or jwt-validation before forward, or answer with a fixed response.',
  sources: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-listener-action.html'],
  resourceTypes: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
  check: (resource) => {
    const property = resource.type.endsWith('Listener') ? 'DefaultActions' : 'Actions';
    if (['TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'].includes(text(resource.get('Protocol')) ?? '')) return NOT_APPLICABLE;
    const actions = list(resource.get(property));
    const types = actions?.map(typeOf);
    if (types === undefined || types.includes(undefined)) return unresolved(property);
    if (!types.includes('forward')) return COMPLIANT;
    return types.some((type) => PROVES_WHO.includes(type ?? '')) ? COMPLIANT : NON_COMPLIANT;
  },
};

function typeOf(action: Value): string | undefined {
  return text(object(action)?.Type);
}
