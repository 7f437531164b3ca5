import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { NOT_APPLICABLE } from '../../verdict';
import { checkAtLeast } from '../support/at-least';
import { LOG_GROUP, LOG_RETENTION } from '../support/log-groups';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** Logs are there when somebody asks. Which logs an auditor will ask for can't be told from a template, so all count alike. */
export const LOG_GROUP_KEPT: Rule = {
  criterion: TrustServicesCriterion.CC7_3,
  alsoServes: [TrustServicesCriterion.CC7_2],
  name: 'LogGroupKeptLongEnough',
  info: 'The log group keeps its events for fewer days than the organisation asks for.',
  explanation: 'An event that is looked into, or a period that is audited, may lie further back than the log (CC7.3). Raise RetentionInDays, or set the threshold logRetentionDays of Soc2Checks to what the organisation has decided; it is 365 unless said otherwise.',
  sources: [cloudFormation(LOG_GROUP), 'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html', PROWLER_SOC2],
  resourceTypes: [LOG_GROUP, LOG_RETENTION],
  check: ({ properties }, { thresholds }) => {
    // These pass logs on and keep them two days, whatever is asked.
    if (text(properties.LogGroupClass) === 'DELIVERY') return NOT_APPLICABLE;
    return checkAtLeast(thresholds.logRetentionDays, properties, ['RetentionInDays'], { whenAbsent: Infinity });
  },
};
