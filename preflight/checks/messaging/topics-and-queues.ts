import { parseJson } from '../../../lib/cloudformation/json-document';
import { statements } from '../../../lib/cloudformation/policy';
import { flag, list, number, object, reference, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import { type Check, resourceCheck } from '../check';

const TOPIC = 'AWS::SNS::Topic';
const QUEUE = 'AWS::SQS::Queue';

/** Topics, queues and what ties them. */
export const TOPIC_AND_QUEUE_CHECKS: readonly Check[] = [
  resourceCheck('messaging-names', [TOPIC, QUEUE], (resource, found) => {
    const isTopic = resource.type === TOPIC;
    const property = isTopic ? 'TopicName' : 'QueueName';
    const name = text(resource.get(property));
    const fifo = flag(resource.get(isTopic ? 'FifoTopic' : 'FifoQueue')) ?? (resource.get(isTopic ? 'FifoTopic' : 'FifoQueue') === undefined ? false : undefined);
    const most = isTopic ? 256 : 80;
    if (name !== undefined && (!/^[A-Za-z0-9_-]+(\.fifo)?$/.test(name) || name.length > most)) found(`${property} ${name}: expected at most ${most} letters, digits, "-" and "_"; rename it`, property);
    else if (name !== undefined && fifo === true && !name.endsWith('.fifo')) found(`a FIFO ${isTopic ? 'topic' : 'queue'} named ${name}: expected a name that ends in .fifo; rename it`, property);
    else if (name !== undefined && fifo === false && name.endsWith('.fifo')) found(`name ${name} without ${isTopic ? 'FifoTopic' : 'FifoQueue'}: expected true; set it or rename it`, property);
    if (fifo === false && flag(resource.get('ContentBasedDeduplication')) === true) found(`ContentBasedDeduplication of a standard ${isTopic ? 'topic' : 'queue'}: expected FIFO; remove it`, 'ContentBasedDeduplication');
  }),

  resourceCheck('sqs-limits', [QUEUE], (queue, found) => {
    for (const [key, least, most] of [['VisibilityTimeout', 0, 43200], ['DelaySeconds', 0, 900], ['MessageRetentionPeriod', 60, 1209600], ['ReceiveMessageWaitTimeSeconds', 0, 20], ['MaximumMessageSize', 1024, 1048576], ['KmsDataKeyReusePeriodSeconds', 60, 86400]] as const) {
      const value = number(queue.get(key));
      if (value !== undefined && (value < least || value > most)) found(`${key} ${value}: expected ${least} to ${most}; change it`, key);
    }
    const redrive = queue.get('RedrivePolicy');
    if (object(redrive) === undefined) return;
    const count = number(object(redrive)?.maxReceiveCount);
    if (object(redrive)?.maxReceiveCount === undefined || object(redrive)?.deadLetterTargetArn === undefined) found('a redrive policy without maxReceiveCount or deadLetterTargetArn: expected both; add them', 'RedrivePolicy');
    else if (count !== undefined && (count < 1 || count > 1000)) found(`maxReceiveCount ${count}: expected 1 to 1,000; change it`, 'RedrivePolicy');
    const dead = target(reference(object(redrive)?.deadLetterTargetArn));
    if (dead?.type !== QUEUE) return;
    if (isFifo(dead) !== undefined && isFifo(queue) !== undefined && isFifo(dead) !== isFifo(queue)) found(`dead-letter queue ${dead.logicalId} is ${isFifo(dead) ? '' : 'not '}FIFO, the queue is ${isFifo(queue) ? '' : 'not '}: expected both alike; change one`, 'RedrivePolicy');
    if (object(redrive) && reference(object(redrive)?.deadLetterTargetArn)?.attribute === undefined) found('deadLetterTargetArn is the address of the queue: expected its ARN; use Fn::GetAtt Arn', 'RedrivePolicy');
  }),

  resourceCheck('messaging-policy-target', ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'], (policy, found) => {
    const isQueue = policy.type === 'AWS::SQS::QueuePolicy';
    for (const one of list(policy.get(isQueue ? 'Queues' : 'Topics')) ?? []) {
      const named = reference(one);
      if (isQueue && target(named)?.type === QUEUE && named?.attribute === 'Arn') found(`Queues holds the ARN of ${named.logicalId}: expected its address; use Ref`, 'Queues');
      if (isQueue && (text(one)?.startsWith('arn:') ?? false)) found('Queues holds an ARN: expected the address of a queue; use its URL', 'Queues');
      if (!isQueue && target(named)?.type === TOPIC && named?.attribute === 'TopicName') found(`Topics holds the name of ${named.logicalId}: expected its ARN; use Ref`, 'Topics');
    }
  }),

  resourceCheck('sns-policy-resource', ['AWS::SNS::TopicPolicy'], (policy, found) => {
    const own = (list(policy.get('Topics')) ?? []).map((one) => target(reference(one)));
    if (own.length === 0 || own.includes(undefined)) return;
    (statements(policy.get('PolicyDocument')) ?? []).forEach(({ resources }, index) => {
      const other = resources.map((one) => target(reference(one))).find((one) => one?.type === TOPIC && !own.some((topic) => one.is(topic)));
      if (other !== undefined) found(`the policy of ${own.map((topic) => topic?.logicalId).join(', ')} speaks of ${other.logicalId}: expected its own topic; correct Resource`, `PolicyDocument.Statement.${index}`);
    });
  }),

  resourceCheck('sns-subscription', ['AWS::SNS::Subscription'], (subscription, found) => {
    const protocol = text(subscription.get('Protocol'));
    const topic = target(reference(subscription.get('TopicArn')));
    const endpoint = target(reference(subscription.get('Endpoint')));
    const address = text(subscription.get('Endpoint'));
    if (topic?.type === TOPIC && endpoint?.type === QUEUE && isFifo(endpoint) === true && isFifo(topic) === false) {
      found(`FIFO queue ${endpoint.logicalId} subscribes to standard topic ${topic.logicalId}: expected a FIFO topic; change one`, 'Endpoint');
    }
    if (topic?.type === TOPIC && isFifo(topic) === true && protocol !== undefined && protocol !== 'sqs') found(`protocol ${protocol} on FIFO topic ${topic.logicalId}: expected sqs; a FIFO topic sends to queues only`, 'Protocol');
    if (protocol !== undefined && !['http', 'https', 'sqs', 'firehose'].includes(protocol) && flag(subscription.get('RawMessageDelivery')) === true) {
      found(`RawMessageDelivery with protocol ${protocol}: expected http, https, sqs or firehose; remove it`, 'RawMessageDelivery');
    }
    if (protocol === 'sqs' && endpoint?.type === QUEUE && reference(subscription.get('Endpoint'))?.attribute !== 'Arn') found(`the endpoint is the address of ${endpoint.logicalId}: expected its ARN; use Fn::GetAtt Arn`, 'Endpoint');
    if (protocol !== undefined && address !== undefined && !(ENDPOINTS[protocol] ?? /./).test(address)) found(`endpoint ${address} for protocol ${protocol}: expected one that suits; correct it`, 'Endpoint');
    if (protocol === 'firehose' && subscription.get('SubscriptionRoleArn') === undefined) found('protocol firehose without SubscriptionRoleArn: expected a role; add it', 'SubscriptionRoleArn');
    const filter = subscription.get('FilterPolicy');
    const document = typeof filter === 'string' ? parseJson(filter) : undefined;
    if (document !== undefined && 'error' in document) found(`FilterPolicy is no JSON: ${document.error}; correct it`, 'FilterPolicy');
    const scope = text(subscription.get('FilterPolicyScope')) ?? 'MessageAttributes';
    const bad = scope === 'MessageAttributes' ? Object.entries(object(filter) ?? {}).find(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)) : undefined;
    if (bad !== undefined) found(`filter ${bad[0]} is no list: expected such as ["value"]; put it into brackets`, 'FilterPolicy');
    if (Object.keys(object(filter) ?? {}).length > 5) found('a filter policy of more than 5 names: expected 5 at most; use fewer', 'FilterPolicy');
  }),
];

const ENDPOINTS: Readonly<Record<string, RegExp>> = {
  'email': /^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'email-json': /^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'https': /^https:\/\//, 'http': /^http:\/\//, 'sqs': /^arn:[\w-]+:sqs:/, 'lambda': /^arn:[\w-]+:lambda:/, 'sms': /^\+?[\d -]+$/,
};

function isFifo(resource: { get: (name: string) => Parameters<typeof flag>[0]; type: string }): boolean | undefined {
  const value = resource.get(resource.type === TOPIC ? 'FifoTopic' : 'FifoQueue');
  return value === undefined ? false : flag(value);
}
