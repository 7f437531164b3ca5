import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';
import { checkFlag, look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const CHECKS: Readonly<Record<string, (resource: Resource) => Verdict>> = {
  'AWS::Kinesis::Stream': (stream) => {
    const type = text(look(stream.get('StreamEncryption'), 'EncryptionType') ?? 'NONE');
    if (type === undefined) return unresolved('StreamEncryption');
    return compliantIf(type === 'KMS' || isLeftOutByCdk(stream));
  },
  'AWS::KinesisFirehose::DeliveryStream': (stream) => {
    // Where it reads another stream, that one's encryption counts.
    const type = text(stream.get('DeliveryStreamType') ?? 'DirectPut');
    if (type !== undefined && type !== 'DirectPut' || !isAbsent(stream.get('KinesisStreamSourceConfiguration'))) return NOT_APPLICABLE;
    return compliantIf(!isAbsent(stream.get('DeliveryStreamEncryptionConfigurationInput')));
  },
  'AWS::SQS::Queue': (queue) => {
    const key = queue.get('KmsMasterKeyId');
    return !isAbsent(key) && key !== '' ? COMPLIANT : checkFlag(queue.properties, ['SqsManagedSseEnabled'], { whenAbsent: true });
  },
};

/** What waits in a queue or stream is encrypted. */
export const QUEUE_ENCRYPTED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.C1_1],
  name: 'QueueEncrypted',
  info: 'What waits in the queue or stream is not encrypted.',
  explanation: 'Messages hold what systems tell each other, at times for days (CC6.1). Set StreamEncryption, DeliveryStreamEncryptionConfigurationInput, or a key; leave SqsManagedSseEnabled as it is: queues are encrypted unless it is false.',
  sources: [CDK_NAG_RULES, securityHub('kinesis'), securityHub('sqs'), securityHub('datafirehose'), ...Object.keys(CHECKS).map(cloudFormation)],
  resourceTypes: Object.keys(CHECKS),
  check: (resource) => CHECKS[resource.type]?.(resource) ?? NOT_APPLICABLE,
};

/** CDK encrypts streams by default, but for the regions in which Kinesis can't. */
function isLeftOutByCdk({ raw }: Resource): boolean {
  const encryption = (raw.Properties as { readonly StreamEncryption?: { readonly 'Fn::If'?: readonly unknown[] } } | undefined)?.StreamEncryption;
  return String(encryption?.['Fn::If']?.[0]).startsWith('AwsCdkKinesisEncryptedStreamsUnsupportedRegions');
}
