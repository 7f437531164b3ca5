import { allowsService, asList, mayAllow, mayBeForService, statements, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, object, shown, text } from '../../../../cloudformation/read';
import { refersTo, resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { ALARM, COMPOSITE_ALARM } from '../support/alarms';
import { isOpen } from '../support/look';
import { cloudFormation } from '../support/sources';

const TOPIC = 'AWS::SNS::Topic';
const ALIAS = 'AWS::KMS::Alias';
const SUBSCRIPTION = 'AWS::SNS::Subscription';
const POLICIES = ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'];

/** What makes a topic's messages reach somebody: subscriptions, and chat channels that subscribe themselves. */
const SUBSCRIBERS = [SUBSCRIPTION, 'AWS::Chatbot::SlackChannelConfiguration', 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration'];

/** Alarms that go to a topic come out at its other end. */
export const ALARM_TOPIC_REACHES_SOMEBODY: Rule = {
  criterion: TrustServicesCriterion.CC7_4,
  alsoServes: [TrustServicesCriterion.CC7_2],
  name: 'AlarmTopicReachesSomebody',
  info: 'Alarms go to the topic, and nobody hears of them there.',
  explanation: 'What nobody hears of, nobody responds to (CC7.4). [Subscription]: no stack of the app subscribes anybody; add a subscription, or acknowledge this where it is made by hand. [KmsMasterKeyId]: CloudWatch may not use the key, so that alarms are not delivered; take a customer key whose policy lets cloudwatch.amazonaws.com use kms:GenerateDataKey* and kms:Decrypt. [TopicPolicy]: the topic\'s policy, which takes the place of the one that topics have by themselves, lets CloudWatch publish nothing; allow cloudwatch.amazonaws.com sns:Publish.',
  sources: [
    cloudFormation(TOPIC), cloudFormation(SUBSCRIPTION),
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    'https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger',
  ],
  resourceTypes: [TOPIC],
  check: (topic, { estate }) => {
    if (estate.referringTo(topic, ALARM, COMPOSITE_ALARM).length === 0 && !isNamedByAlarm(topic, estate)) return NOT_APPLICABLE;
    return [
      ...subscribed(topic, estate), ...canBeWritten(topic, estate) ? COMPLIANT : ['KmsMasterKeyId'],
      ...mayPublish(topic, estate) ? COMPLIANT : ['TopicPolicy'],
    ];
  },
};

const NAMED = new WeakMap<Estate, ReadonlySet<string>>();

/** Whether an alarm names the topic in an ARN that is put together. */
function isNamedByAlarm(topic: Resource, estate: Estate): boolean {
  const named = NAMED.get(estate) ?? new Set(estate.ofType(ALARM, COMPOSITE_ALARM)
    .flatMap((alarm) => asList(alarm.get('AlarmActions')).map((action) => /:sns:.*:([^:]+)$/.exec(shown(action))?.[1] ?? '')));
  NAMED.set(estate, named);
  const name = text(topic.get('TopicName'));
  return name !== undefined && named.has(name);
}

/** Whether CloudWatch may publish. The policy that a topic has by itself lets all of the account do so; any other takes its place. */
function mayPublish(topic: Resource, estate: Estate): boolean {
  const policies = estate.referringTo(topic, ...POLICIES).filter((policy) => ['Topics', 'TopicArn'].some((property) => refersTo(policy.get(property), topic)));
  return policies.length === 0 || policies.some((policy) => statements(policy.get('PolicyDocument'))?.some(letsAlarmsIn) !== false);
}

/** Whom an account stands for isn't told. */
function letsAlarmsIn(statement: Statement): boolean {
  const isForAccounts = isAbsent(statement.principal) || !isAbsent(object(statement.principal)?.AWS);
  return mayAllow(statement, 'sns:publish') && (isForAccounts || mayBeForService(statement, 'cloudwatch'));
}

function subscribed(topic: Resource, estate: Estate): readonly string[] {
  const inline = topic.get('Subscription');
  if (!isOpen(inline) && asList(inline).length > 0 || estate.referringTo(topic, ...SUBSCRIBERS).length > 0) return COMPLIANT;
  const name = text(topic.get('TopicName'));
  if (name !== undefined && estate.ofType(SUBSCRIPTION).some((one) => shown(one.get('TopicArn')).endsWith(`:${name}`))) return COMPLIANT;
  return isOpen(inline) ? unresolved('Subscription') : ['Subscription'];
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
