import { isAbsent } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { look } from '../support/look';
import { anyOpenEnded } from '../support/open-ended';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';

/** A secret is exchanged by itself, by a schedule of whichever stack. */
export const SECRET_ROTATED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'SecretRotated',
  info: 'The secret is not rotated by a schedule.',
  explanation: 'A secret that never changes stays good for whoever once had it (CC6.1). Add a RotationSchedule with rules; where its issuer gives no way to rotate it, acknowledge the finding and say who does it by hand and how often.',
  sources: [CDK_NAG_RULES, securityHub('secretsmanager'), cloudFormation(SCHEDULE)],
  resourceTypes: ['AWS::SecretsManager::Secret'],
  check: (secret, { estate }) => {
    const attachments = estate.referringTo(secret, ATTACHMENT).filter((attachment) => isOf(attachment, secret));
    const schedules = [secret, ...attachments].flatMap((owner) => estate.referringTo(owner, SCHEDULE).filter((schedule) => isOf(schedule, owner)));
    if (schedules.some(rotates)) return COMPLIANT;
    return anyOpenEnded(estate, SCHEDULE, 'SecretId') ? unresolved('RotationSchedule') : NON_COMPLIANT;
  },
};

/** A schedule names a second secret besides: that of the administrator who changes this one. */
function isOf(resource: Resource, secret: Resource): boolean {
  return refersTo(resource.get('SecretId'), secret);
}

function rotates(schedule: Resource): boolean {
  const rules = schedule.get('RotationRules');
  return !isAbsent(look(rules, 'AutomaticallyAfterDays')) || !isAbsent(look(rules, 'ScheduleExpression'));
}
