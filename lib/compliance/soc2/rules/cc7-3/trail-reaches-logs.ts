import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';

const TRAIL = 'AWS::CloudTrail::Trail';

/** Events of the account can be watched and searched. cdk-nag's rule is silent where a condition leaves the log group out. */
export const TRAIL_REACHES_LOGS: Rule = {
  criterion: TrustServicesCriterion.CC7_3,
  alsoServes: [TrustServicesCriterion.CC7_2],
  name: 'TrailReachesCloudWatchLogs',
  info: 'The trail\'s events don\'t reach CloudWatch Logs.',
  explanation: 'Files in a bucket raise no alarm, and are slow to search when something is looked into (CC7.3). Set CloudWatchLogsLogGroupArn and CloudWatchLogsRoleArn.',
  sources: [cloudFormation(TRAIL), PROWLER_SOC2],
  resourceTypes: [TRAIL],
  check: (trail) => compliantIf(!isAbsent(trail.get('CloudWatchLogsLogGroupArn'))),
};
