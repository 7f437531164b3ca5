import { Duration, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { Bucket, type LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { LOG_BUCKET_KEPT } from '../../../../../../../lib/compliance/soc2/rules/cc7-3/log-bucket-kept';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function bucketWith(lifecycleRules: LifecycleRule[], thresholds = {}) {
  return judged(LOG_BUCKET_KEPT, (stack) => {
    const bucket = new Bucket(stack, 'Logs', { lifecycleRules });
    new CfnTrail(new Stack(stack.node.scope, 'Other'), 'Trail', { isLogging: true, s3BucketName: bucket.bucketName });
  }, thresholds)['Stack/Logs/Resource'];
}

test('logs must not be deleted before their time', () => {
  expect(bucketWith([{ expiration: Duration.days(30) }])).toEqual(['']);
  expect(bucketWith([{ expiration: Duration.days(365) }])).toEqual([]);
  expect(bucketWith([{ expiration: Duration.days(30) }], { logRetentionDays: 30 })).toEqual([]);
});

test('what deletes something else, or nothing, does not matter', () => {
  expect(bucketWith([])).toEqual([]);
  expect(bucketWith([{ expiration: Duration.days(30), prefix: 'tmp/' }])).toEqual([]);
  expect(bucketWith([{ expiration: Duration.days(30), tagFilters: { kind: 'tmp' } }])).toEqual([]);
  expect(bucketWith([{ expiration: Duration.days(30), enabled: false }])).toEqual([]);
  expect(bucketWith([{ noncurrentVersionExpiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }])).toEqual([]);
});

test('only buckets for logs are looked at', () => {
  expect(judged(LOG_BUCKET_KEPT, (stack) => { new Bucket(stack, 'Data', { lifecycleRules: [{ expiration: Duration.days(1) }] }); })).toEqual({});
});

test.each([
  [{ Status: 'Enabled', ExpirationInDays: { Ref: 'Days' } }, 'ExpirationInDays'],
  [{ Status: { Ref: 'Status' }, ExpirationInDays: 30 }, 'LifecycleConfiguration'],
])('what deployment decides can\'t be told: %j', (rule, what) => {
  expect(judgedTemplate(LOG_BUCKET_KEPT, {
    Parameters: { Days: { Type: 'Number', Default: 400 }, Status: { Type: 'String', Default: 'Disabled' } },
    Resources: {
      Logs: { Type: 'AWS::S3::Bucket', Properties: { LifecycleConfiguration: { Rules: [rule] } } },
      Data: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } } },
    },
  })).toEqual({ Logs: [`unresolved:${what}`] });
});
