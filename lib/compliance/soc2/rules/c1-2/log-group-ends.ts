import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE } from '../../verdict';
import { LOG_GROUP, LOG_RETENTION } from '../support/log-groups';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** Logs end some day. */
export const LOG_GROUP_ENDS: Rule = {
  criterion: TrustServicesCriterion.C1_2,
  name: 'LogGroupRetentionSet',
  info: 'The log group keeps its events for ever.',
  explanation: 'What logs hold of people and customers is then never disposed of (C1.2). Set RetentionInDays.',
  sources: [cloudFormation(LOG_GROUP), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [LOG_GROUP, LOG_RETENTION],
  check: ({ properties }) => text(properties.LogGroupClass) === 'DELIVERY' ? NOT_APPLICABLE : compliantIf(!isAbsent(properties.RetentionInDays)),
};
