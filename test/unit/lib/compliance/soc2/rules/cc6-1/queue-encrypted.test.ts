import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { QUEUE_ENCRYPTED } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/queue-encrypted';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const QUEUE = 'AWS::SQS::Queue';
const STREAM = 'AWS::Kinesis::Stream';
const DELIVERY = 'AWS::KinesisFirehose::DeliveryStream';

test.each([
  [QUEUE, {}], [QUEUE, { SqsManagedSseEnabled: 'true' }], [QUEUE, { SqsManagedSseEnabled: false, KmsMasterKeyId: HANDED_IN }],
  [STREAM, { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } }], [DELIVERY, { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } }],
])('%s complies with %j', (type, properties) => {
  expect(verdictOn(QUEUE_ENCRYPTED, type, properties)).toEqual([]);
});

test.each([
  [QUEUE, { SqsManagedSseEnabled: 'false' }], [QUEUE, { SqsManagedSseEnabled: false, KmsMasterKeyId: '' }], [STREAM, {}], [STREAM, { StreamEncryption: { EncryptionType: 'NONE' } }], [DELIVERY, {}], [DELIVERY, { DeliveryStreamType: 'DirectPut' }],
])('%s is found with %j', (type, properties) => {
  expect(verdictOn(QUEUE_ENCRYPTED, type, properties)).toEqual(['']);
});

test('a delivery stream that reads another is not looked at', () => {
  expect(verdictOn(QUEUE_ENCRYPTED, DELIVERY, { DeliveryStreamType: 'KinesisStreamAsSource' })).toBeUndefined();
  expect(verdictOn(QUEUE_ENCRYPTED, DELIVERY, { KinesisStreamSourceConfiguration: { KinesisStreamARN: 'arn' } })).toBeUndefined();
});

test('what deployment decides is a finding of its own', () => {
  expect(verdictOn(QUEUE_ENCRYPTED, QUEUE, { SqsManagedSseEnabled: HANDED_IN })).toEqual(unresolvedAt('SqsManagedSseEnabled'));
  expect(verdictOn(QUEUE_ENCRYPTED, STREAM, { StreamEncryption: HANDED_IN })).toEqual(unresolvedAt('StreamEncryption'));
});

test('queues and streams that CDK makes: a stream is encrypted by default wherever Kinesis can', () => {
  const found = judged(QUEUE_ENCRYPTED, (stack) => {
    new Queue(stack, 'Queue');
    new Queue(stack, 'Open', { encryption: QueueEncryption.UNENCRYPTED });
    new Stream(stack, 'Stream');
    new Stream(stack, 'OpenStream', { encryption: StreamEncryption.UNENCRYPTED });
  });

  expect(found).toEqual({ 'Stack/Queue/Resource': [], 'Stack/Open/Resource': [''], 'Stack/Stream/Resource': [], 'Stack/OpenStream/Resource': [''] });
});
