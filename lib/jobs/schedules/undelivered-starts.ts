import { Duration, Validations, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What the queue is made of. */
export interface UndeliveredStartsProps {
  /** Encrypts it. Roles that send to it must be let use the key too: `queue.grantSendMessages` does both. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** The service's queue for starts by schedule that Step Functions did not take: one for all its jobs, watched by one alarm. */
export class UndeliveredStarts extends Construct {
  public readonly queue: IQueue;

  public constructor(scope: Construct, id: string, { encryptionKey, removalPolicy }: UndeliveredStartsProps) {
    super(scope, id);
    const queue = new Queue(this, 'Resource', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      // As long as SQS keeps anything.
      retentionPeriod: Duration.days(14),
      removalPolicy,
    });
    Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is a dead-letter queue itself, of EventBridge schedules: nothing works it off but people, whom an alarm calls' });
    this.queue = queue;
  }
}
