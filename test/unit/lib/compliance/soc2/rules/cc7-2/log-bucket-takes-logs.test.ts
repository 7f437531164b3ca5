import { Stack } from 'aws-cdk-lib';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { LOG_BUCKET_TAKES_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/log-bucket-takes-logs';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function written(encryption: BucketEncryption, type?: string, key = 'access_logs.s3.bucket') {
  return judged(LOG_BUCKET_TAKES_LOGS, (stack) => {
    const bucket = new Bucket(stack, 'Logs', { encryption });
    new CfnLoadBalancer(new Stack(stack.node.scope, 'Other'), 'Balancer', { type, loadBalancerAttributes: [{ key, value: bucket.bucketName }] });
  })['Stack/Logs/Resource'];
}

test('application load balancers, also of another stack, can\'t write under a KMS key', () => {
  expect(written(BucketEncryption.KMS)).toEqual(['']);
  expect(written(BucketEncryption.DSSE)).toEqual(['']);
  expect(written(BucketEncryption.KMS, 'application', 'connection_logs.s3.bucket')).toEqual(['']);
  expect(written(BucketEncryption.S3_MANAGED)).toEqual([]);
});

test('network load balancers can', () => {
  expect(written(BucketEncryption.KMS, 'network')).toBeUndefined();
});

test('nor can S3, which otherwise writes to any bucket', () => {
  expect(judged(LOG_BUCKET_TAKES_LOGS, (stack) => {
    const logs = new Bucket(stack, 'Logs', { encryption: BucketEncryption.KMS });
    new Bucket(stack, 'Data', { serverAccessLogsBucket: logs, encryption: BucketEncryption.KMS });
    new CfnBucket(stack, 'Data2');
    new CfnBucket(stack, 'ToItself', { loggingConfiguration: { logFilePrefix: 'logs/' } });
  })).toEqual({ 'Stack/Logs/Resource': [''], 'Stack/ToItself': [] });
});

test.each([
  [[{ ServerSideEncryptionByDefault: { SSEAlgorithm: { Ref: 'Algorithm' } } }]],
  [{ 'Fn::FindInMap': [{ Ref: 'Algorithm' }, 'by', 'account'] }],
])('an encryption that deployment decides can\'t be told: %j', (rules) => {
  expect(judgedTemplate(LOG_BUCKET_TAKES_LOGS, {
    Parameters: { Algorithm: { Type: 'String', Default: 'AES256' } },
    Resources: {
      Logs: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: rules } } },
      Data: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } } } },
    },
  })).toEqual({ Logs: ['unresolved:BucketEncryption'] });
});
