import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { alarmsOnBalancer } from '../support/alarms';
import { kindOf, LOAD_BALANCER } from '../support/load-balancing';

/** Errors that callers see are noticed. */
export const LOAD_BALANCER_ALARM: Rule = {
  criterion: TrustServicesCriterion.CC7_4,
  alsoServes: [TrustServicesCriterion.CC7_2, TrustServicesCriterion.A1_2],
  name: 'LoadBalancerErrorsAlarm',
  info: 'No alarm watches the errors (5xx) of the load balancer.',
  explanation: 'What fails for callers is then noticed by callers first, and nobody responds (CC7.4). Add an alarm on HTTPCode_ELB_5XX_Count of the load balancer, or on HTTPCode_Target_5XX_Count of it or of its target groups, in any stack of the app.',
  sources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html'],
  resourceTypes: [LOAD_BALANCER],
  check: (balancer, { estate }) => {
    const kind = kindOf(balancer);
    if (kind === undefined) return unresolved('Type');
    // Others know nothing of HTTP.
    if (kind !== 'application') return NOT_APPLICABLE;
    return compliantIf(alarmsOnBalancer(balancer, estate, /HTTPCode_(ELB|Target)_5(XX|\d\d)_Count/).length > 0);
  },
};
