import { allowsService, statements } from '../../../../cloudformation/policy';
import { isAbsent, list, shown, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { ALARM, COMPOSITE_ALARM } from '../support/alarms';
import { cloudFormation } from '../support/sources';

const TOPIC = 'AWS::SNS::Topic';
const ALIAS = 'AWS::KMS::Alias';
const SUBSCRIPTION = 'AWS::SNS::Subscription';

/** What makes a topic's messages reach somebody: subscriptions, and chat channels that subscribe themselves. */
const SUBSCRIBERS = [SUBSCRIPTION, 'AWS::Chatbot::SlackChannelConfiguration', 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration'];

/** Alarms that go to a topic come out at its other end. */
export const ALARM_TOPIC_REACHES_SOMEBODY: Rule = {
  criterion: TrustServicesCriterion.CC7_4,
  alsoServes: [TrustServicesCriterion.CC7_2],
  name: 'AlarmTopicReachesSomebody',
  info: 'Alarms go to the topic, and nobody hears of them there.',
  explanation: 'What nobody hears of, nobody responds to (CC7.4). [Subscription]: no stack of the app subscribes anybody; add a subscription, or acknowledge this where it is made by hand. [KmsMasterKeyId]: CloudWatch may not use the key, so that alarms are not delivered; take a customer key whose policy lets cloudwatch.amazonaws.com use kms:GenerateDataKey* and kms:Decrypt.',
  sources: [
    cloudFormation(TOPIC), cloudFormation(SUBSCRIPTION),
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  ],
  resourceTypes: [TOPIC],
  check: (topic, { estate }) => {
    if (estate.referringTo(topic, ALARM, COMPOSITE_ALARM).length === 0) return NOT_APPLICABLE;
    return [...subscribed(topic, estate), ...canBeWritten(topic, estate) ? COMPLIANT : ['KmsMasterKeyId']];
  },
};

function subscribed(topic: Resource, estate: Estate): readonly string[] {
  const inline = topic.get('Subscription');
  if (list(inline)?.length || estate.referringTo(topic, ...SUBSCRIBERS).length > 0) return COMPLIANT;
  const name = text(topic.get('TopicName'));
  if (name !== undefined && estate.ofType(SUBSCRIPTION).some((one) => shown(one.get('TopicArn')).endsWith(`:${name}`))) return COMPLIANT;
  return isAbsent(inline) || list(inline) !== undefined ? ['Subscription'] : unresolved('Subscription');
}

/** Whether CloudWatch may use the key. One from elsewhere can't be seen. */
function canBeWritten(topic: Resource, estate: Estate): boolean {
  const given = topic.get('KmsMasterKeyId');
  // Nobody can change the policy of this one, and it is for SNS alone.
  if (/(^|[:/])alias\/aws\/sns$/.test(shown(given))) return false;
  const named = resourcesIn(given)[0] ?? estate.ofType(ALIAS).find((alias) => shown(given).endsWith(shown(alias.get('AliasName'))));
  const key = named?.type === ALIAS ? resourcesIn(named.get('TargetKeyId'))[0] : named;
  return key?.type !== 'AWS::KMS::Key' || allowsService([statements(key.get('KeyPolicy'))], 'cloudwatch', ['kms:GenerateDataKey', 'kms:Decrypt']);
}
