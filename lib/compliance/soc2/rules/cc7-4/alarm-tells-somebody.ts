import { asList } from '../../../../cloudformation/policy';
import { shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { Unknown } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, unresolved } from '../../verdict';
import { isPassedOn } from '../support/alarm-events';
import { ALARM, COMPOSITE_ALARM } from '../support/alarms';
import { checkFlag } from '../support/look';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** What looks at an alarm's state itself, and needs no action of it. */
const WATCHERS = [
  COMPOSITE_ALARM, 'AWS::AppConfig::Environment', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::ECS::Service', 'AWS::FIS::ExperimentTemplate', 'AWS::Route53::HealthCheck',
];

/** Somebody hears of an alarm. cdk-nag's rule is content with an action for when all is well again. */
export const ALARM_TELLS_SOMEBODY: Rule = {
  criterion: TrustServicesCriterion.CC7_4,
  alsoServes: [TrustServicesCriterion.CC7_2, TrustServicesCriterion.CC7_3],
  name: 'AlarmTellsSomebody',
  info: 'The alarm does nothing when it goes off.',
  explanation: 'What nobody hears of, nobody responds to (CC7.4). Name an action in AlarmActions, such as a topic with subscribers, and leave ActionsEnabled on; or let a composite alarm, a deployment or an event rule with a target look at the alarm.',
  sources: [cloudFormation(ALARM), cloudFormation(COMPOSITE_ALARM), CDK_NAG_RULES],
  resourceTypes: [ALARM, COMPOSITE_ALARM],
  check: (alarm, { estate }) => {
    if (estate.referringTo(alarm, ...WATCHERS).length > 0 || isNamedInComposite(alarm, estate) || isPassedOn(alarm, estate)) return COMPLIANT;
    const given = alarm.get('AlarmActions');
    // It may be a list, and that may be empty.
    if (given instanceof Unknown) return unresolved('AlarmActions');
    if (asList(given).every((action) => action === '')) return ['AlarmActions'];
    return checkFlag(alarm.properties, ['ActionsEnabled'], { whenAbsent: true, finding: 'ActionsEnabled' });
  },
};

function isNamedInComposite(alarm: Resource, estate: Estate): boolean {
  const name = text(alarm.get('AlarmName'));
  return name !== undefined && estate.ofType(COMPOSITE_ALARM).some((composite) => shown(composite.get('AlarmRule')).split(/["'():\s]/).includes(name));
}
