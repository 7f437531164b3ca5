import type { RemovalPolicy } from 'aws-cdk-lib';
import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership, StorageClass, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeInPacks } from '../compliance/acknowledge';

/** What a bucket for access logs is made of. */
export interface AccessLogBucketProps {
  /**
   * How long access logs are kept.
   * @default Duration.days(365)
   */
  readonly retention?: Duration;
  /** What becomes of the bucket when the stack goes; one with objects in it stays in any case. */
  readonly removalPolicy: RemovalPolicy;
}

/** Where the load balancer writes its access logs: encrypted, versioned, by TLS only, with an end. */
export class AccessLogBucket extends Construct {
  /** The bucket. */
  public readonly bucket: IBucket;

  public constructor(scope: Construct, id: string, { retention = Duration.days(365), removalPolicy }: AccessLogBucketProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Resource', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [{
        transitions: retention.toDays() > 60 ? [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) }] : undefined,
        expiration: retention,
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
      removalPolicy,
    });
    const stack = Stack.of(this);
    // Not by logAccessLogs(), which needs to know the region: this principal writes in all regions. The path is the account's own: load
    // balancers choose it by whose they are. A condition would say no more, and refuse all logs where the service doesn't send its key.
    bucket.addToResourcePolicy(new PolicyStatement({
      sid: 'LoadBalancerWrites',
      principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
    }));
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: LOG_OF_LOGS });
    acknowledgeInPacks(bucket, 'S3BucketLoggingEnabled', LOG_OF_LOGS);
    acknowledgeInPacks(bucket, 'S3BucketReplicationEnabled', 'Access logs beside the decision log, which is the record; versioned and kept in one region like the service itself');
    acknowledgeInPacks(bucket, 'S3DefaultEncryptionKMS', 'Load balancers can deliver access logs only to buckets that Amazon S3 encrypts with its own keys');
    this.bucket = bucket;
  }
}

const LOG_OF_LOGS = 'It holds access logs itself; a log of their delivery would need a bucket of its own, and so on. Reads can be seen in CloudTrail\'s data events';
