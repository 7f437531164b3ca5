import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE } from '../../verdict';
import { alarmsOn } from '../support/alarms';
import { LISTENER, LISTENER_RULE, TARGET_GROUP } from '../support/load-balancing';

/** A service that is down is noticed. */
export const TARGET_GROUP_ALARM: Rule = {
  criterion: TrustServicesCriterion.CC7_4,
  alsoServes: [TrustServicesCriterion.CC7_2, TrustServicesCriterion.A1_2],
  name: 'UnhealthyTargetsAlarm',
  info: 'No alarm watches whether the targets of the target group are healthy.',
  explanation: 'A service that answers its health checks no more is then noticed by callers first, and nobody responds (CC7.4). Add an alarm on UnHealthyHostCount or HealthyHostCount of the target group, in any stack of the app.',
  sources: [
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html',
  ],
  resourceTypes: [TARGET_GROUP],
  check: (group, { estate }) => {
    // Nothing is sent to a group that no listener names; functions have no hosts.
    if (text(group.get('TargetType')) === 'lambda' || estate.referringTo(group, LISTENER, LISTENER_RULE).length === 0) return NOT_APPLICABLE;
    return compliantIf(alarmsOn(group, estate, /healthy(host|state)/i).length > 0);
  },
};
