import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { LOG_GROUP } from '../support/log-groups';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

/** Who reads logs is decided, and recorded, by the organisation's key. */
export const LOG_GROUP_ENCRYPTED: Rule = {
  criterion: TrustServicesCriterion.CC7_3,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'LogGroupEncryptedWithCustomerKey',
  info: 'The log group is not encrypted with a key of the organisation.',
  explanation: 'With a key of its own the organisation decides who may read its evidence, and sees in CloudTrail who did (CC7.3). Set KmsKeyId to a key whose policy lets CloudWatch Logs use it.',
  sources: [cloudFormation(LOG_GROUP), CDK_NAG_RULES, PROWLER_SOC2],
  resourceTypes: [LOG_GROUP],
  // CloudWatch Logs takes nothing but the ARN of a customer key here, so that any value is one.
  check: (group) => compliantIf(!isAbsent(group.get('KmsKeyId')) && group.get('KmsKeyId') !== ''),
};
