import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';
import { policiesOf, refusalsOfPlainHttp } from '../support/tls-only';

const POLICY = { type: 'AWS::SQS::QueuePolicy', property: 'Queues', name: 'QueueName' };
const INLINE_POLICY = { type: 'AWS::SQS::QueueInlinePolicy', property: 'Queue', name: 'QueueName' };

/** A queue is used with encryption only. */
export const QUEUE_TAKES_TLS_ONLY: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'QueueTakesTlsOnly',
  info: 'The queue answers requests that arrive without encryption.',
  explanation: 'Messages can be read and changed on the way (CC6.7). Deny sqs:* to everyone where aws:SecureTransport is false (enforceSSL of CDK\'s Queue does), or encrypt the queue with a KMS key: SQS then takes HTTPS only.',
  sources: [
    cloudFormation('AWS::SQS::Queue'), cloudFormation('AWS::SQS::QueuePolicy'),
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html', CDK_NAG_RULES,
  ],
  resourceTypes: ['AWS::SQS::Queue'],
  check: (queue, { estate }) => {
    const key = queue.get('KmsMasterKeyId');
    if (!isAbsent(key) && text(key) !== '') return COMPLIANT;
    const refusals = refusalsOfPlainHttp([POLICY, INLINE_POLICY].flatMap((kind) => policiesOf(queue, kind, estate)), ['sqs:sendmessage', 'sqs:receivemessage']);
    if (refusals.some((refusal) => refusal !== undefined)) return COMPLIANT;
    return refusals.length > 0 ? unresolved('QueuePolicy') : NON_COMPLIANT;
  },
};
