import { isAbsent, number } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

const SCHEDULE = 'AWS::Scheduler::Schedule';

/** What is planned happens, or somebody can see that it did not. */
export const SCHEDULE_FAILURES_KEPT: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  alsoServes: [TrustServicesCriterion.CC7_2],
  name: 'ScheduleFailuresKept',
  info: 'A planned call that fails is dropped without a trace, or is never tried again.',
  explanation: 'A backup, say, that was not made then shows only when it is needed (A1.2). [DeadLetterConfig]: give the target a queue for what could not be delivered. [RetryPolicy]: don\'t set MaximumRetryAttempts to 0.',
  sources: [cloudFormation(SCHEDULE), 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html'],
  resourceTypes: [SCHEDULE],
  check: ({ properties }) => {
    const attempts = look(properties, 'Target', 'RetryPolicy', 'MaximumRetryAttempts');
    return [
      ...compliantIf(!isAbsent(look(properties, 'Target', 'DeadLetterConfig', 'Arn')), 'DeadLetterConfig'),
      // Unless said otherwise it is tried 185 times.
      ...isAbsent(attempts) ? COMPLIANT : number(attempts) === undefined ? unresolved('RetryPolicy') : compliantIf(number(attempts) !== 0, 'RetryPolicy'),
    ];
  },
};
