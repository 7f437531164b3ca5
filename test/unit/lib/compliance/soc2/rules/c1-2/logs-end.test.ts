import { Duration, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnLogGroup, LogGroup, LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { LOG_BUCKET_ENDS } from '../../../../../../../lib/compliance/soc2/rules/c1-2/log-bucket-ends';
import { LOG_GROUP_ENDS } from '../../../../../../../lib/compliance/soc2/rules/c1-2/log-group-ends';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test('log groups need a retention, be it set by a function; those that only pass logs on don\'t', () => {
  expect(judged(LOG_GROUP_ENDS, (stack) => {
    new LogGroup(stack, 'Usual');
    new LogGroup(stack, 'Endless', { retention: RetentionDays.INFINITE });
    new LogRetention(stack, 'OfFunction', { logGroupName: '/aws/lambda/f', retention: RetentionDays.ONE_YEAR });
    new LogRetention(stack, 'EndlessOfFunction', { logGroupName: '/aws/lambda/g', retention: RetentionDays.INFINITE });
    new CfnLogGroup(stack, 'Passing', { logGroupClass: 'DELIVERY' });
  })).toEqual({ 'Stack/Usual/Resource': [], 'Stack/Endless/Resource': [''], 'Stack/OfFunction/Resource': [], 'Stack/EndlessOfFunction/Resource': [''] });
});

test('buckets that logs land in must end them, former versions too', () => {
  const bucket = (props: BucketProps) => judged(LOG_BUCKET_ENDS, (stack) => {
    const { bucketName: s3BucketName } = new Bucket(stack, 'Logs', props);
    new CfnTrail(new Stack(stack.node.scope, 'Other'), 'Trail', { isLogging: true, s3BucketName });
  })['Stack/Logs/Resource'];
  const expiration = Duration.days(400);
  const noncurrentVersionExpiration = Duration.days(30);

  expect(bucket({})).toEqual(['ExpirationInDays']);
  expect(bucket({ lifecycleRules: [{ expiration, enabled: false }] })).toEqual(['ExpirationInDays']);
  expect(bucket({ lifecycleRules: [{ abortIncompleteMultipartUploadAfter: expiration }] })).toEqual(['ExpirationInDays']);
  expect(bucket({ lifecycleRules: [{ expiration }] })).toEqual([]);
  expect(bucket({ lifecycleRules: [{ expirationDate: new Date('2030-01-01') }] })).toEqual([]);
  expect(bucket({ versioned: true, lifecycleRules: [{ expiration }] })).toEqual(['NoncurrentVersionExpiration']);
  expect(bucket({ versioned: true, lifecycleRules: [{ expiration }, { noncurrentVersionExpiration }] })).toEqual([]);
});

test('other buckets are not looked at, and a rule that deployment turns on can\'t be told', () => {
  expect(judgedTemplate(LOG_BUCKET_ENDS, {
    Parameters: { Status: { Type: 'String', Default: 'Enabled' } },
    Resources: {
      Logs: { Type: 'AWS::S3::Bucket', Properties: { LifecycleConfiguration: { Rules: [{ Status: { Ref: 'Status' }, ExpirationInDays: 400 }] } } },
      Data: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } } },
    },
  })).toEqual({ Logs: ['unresolved:LifecycleConfiguration'] });
});
