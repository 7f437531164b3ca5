import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const TOPIC = 'AWS::SNS::Topic';

/** What alarms and events say is not stored in the open. */
export const TOPIC_ENCRYPTED: Rule = {
  criterion: TrustServicesCriterion.CC7_4,
  alsoServes: [TrustServicesCriterion.CC6_1, TrustServicesCriterion.C1_1],
  name: 'TopicEncrypted',
  info: 'The topic\'s messages are stored without encryption.',
  explanation: 'Messages about incidents tell where a system is weak (CC7.4). Set KmsMasterKeyId.',
  sources: [cloudFormation(TOPIC), CDK_NAG_RULES],
  resourceTypes: [TOPIC],
  // Whatever the value turns out to be, it is a key.
  check: (topic) => compliantIf(!isAbsent(topic.get('KmsMasterKeyId')) && topic.get('KmsMasterKeyId') !== ''),
};
