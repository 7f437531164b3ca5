import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, unresolved } from '../../verdict';
import { eachLogin, LISTENER_TYPES } from '../support/listener-actions';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

/** A login action lets nobody through who has not logged in. */
export const LISTENER_LOGIN_IS_REQUIRED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'ListenerLoginIsRequired',
  info: 'The login lets through who has not logged in: OnUnauthenticatedRequest is allow.',
  explanation: 'With allow, the load balancer forwards requests of unknown people as they are, and only the absence of a header tells (CC6.1). Set OnUnauthenticatedRequest to authenticate, or to deny where a program calls.',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
    cloudFormation('AWS::ElasticLoadBalancingV2::Listener'),
  ],
  resourceTypes: LISTENER_TYPES,
  check: (resource) => eachLogin(resource, (settings, path) => {
    const given = look(settings, 'OnUnauthenticatedRequest');
    if (isAbsent(given)) return COMPLIANT;
    const known = text(given)?.toLowerCase();
    if (known === undefined) return unresolved(`${path}.OnUnauthenticatedRequest`);
    return known === 'allow' ? [path] : COMPLIANT;
  }),
};
