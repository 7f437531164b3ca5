import { isAbsent, number } from '../../../../cloudformation/read';
import type { Template } from '../../../../cloudformation/template';
import { Unknown, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, unresolved } from '../../verdict';
import { eachLogin, LISTENER_TYPES } from '../support/listener-actions';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

/** What the load balancer takes where nothing is said: seven days. */
const DEFAULT_SECONDS = 604_800;

/** A login at the load balancer ends within the organisation's threshold. */
export const LISTENER_SESSION_ENDS: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'ListenerSessionEnds',
  info: 'A login at the load balancer lasts longer than the threshold, which is 12 hours unless set otherwise.',
  explanation: 'Until the session ends, whoever has left, or whoever holds a stolen cookie, still gets in (CC6.1). Where SessionTimeout is not set a session lasts 7 days: set it, in seconds.',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html',
    cloudFormation('AWS::ElasticLoadBalancingV2::Listener'),
  ],
  resourceTypes: LISTENER_TYPES,
  check: (resource, { thresholds }) => eachLogin(resource, (settings, path) => {
    const given = look(settings, 'SessionTimeout');
    const seconds = isAbsent(given) ? DEFAULT_SECONDS : number(given) ?? greatest(given, resource.template);
    const isShort = seconds !== undefined && seconds <= thresholds.sessionHours * 3600;
    return isShort || isKnown(given) ? compliantIf(isShort, path) : unresolved(`${path}.SessionTimeout`);
  }),
};

function isKnown(given: Value | undefined): boolean {
  return isAbsent(given) || number(given) !== undefined;
}

/** The most that a parameter takes, whoever hands it in; counts where that is short enough. */
function greatest(given: Value | undefined, { raw, parent }: Template): number | undefined {
  const declared = given instanceof Unknown && parent === undefined ? raw.Parameters?.[given.shown] : undefined;
  return declared?.Type === 'Number' ? number(declared.MaxValue as Value | undefined) : undefined;
}
