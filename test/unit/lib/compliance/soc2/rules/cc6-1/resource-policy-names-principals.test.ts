import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket, BlockPublicAccess, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { RESOURCE_POLICY_NAMES_PRINCIPALS } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/resource-policy-names-principals';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const OPEN = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Principal: '*' };

test.each([
  ['AWS::S3::BucketPolicy', 'PolicyDocument'], ['AWS::SQS::QueuePolicy', 'PolicyDocument'], ['AWS::SNS::TopicPolicy', 'PolicyDocument'],
  ['AWS::SQS::QueueInlinePolicy', 'PolicyDocument'], ['AWS::SNS::TopicInlinePolicy', 'PolicyDocument'],
  ['AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy'], ['AWS::OpenSearchService::Domain', 'AccessPolicies'], ['AWS::Elasticsearch::Domain', 'AccessPolicies'],
])('%s is found that lets everybody in', (type, property) => {
  expect(verdictOn(RESOURCE_POLICY_NAMES_PRINCIPALS, type, { [property]: { Statement: [OPEN] } })).toEqual([`${property}.Statement.0`]);
});

test('a topic\'s queue, in the way of before roles, complies: the condition says whose messages', () => {
  const Statement = [{ ...OPEN, Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:topic' } } }];

  expect(verdictOn(RESOURCE_POLICY_NAMES_PRINCIPALS, 'AWS::SQS::QueuePolicy', { PolicyDocument: { Statement } })).toEqual([]);
});

test('a search domain in a network may leave it to its security groups', () => {
  expect(verdictOn(RESOURCE_POLICY_NAMES_PRINCIPALS, 'AWS::OpenSearchService::Domain', { AccessPolicies: { Statement: [OPEN] }, VPCOptions: { SubnetIds: ['subnet-1'] } })).toBeUndefined();
  expect(verdictOn(RESOURCE_POLICY_NAMES_PRINCIPALS, 'AWS::OpenSearchService::Domain', {})).toBeUndefined();
});

test('what deployment decides is a finding of its own', () => {
  expect(verdictOn(RESOURCE_POLICY_NAMES_PRINCIPALS, 'AWS::SNS::TopicPolicy', { PolicyDocument: HANDED_IN })).toEqual(unresolvedAt('PolicyDocument'));
});

test('policies that CDK makes', () => {
  const found = judged(RESOURCE_POLICY_NAMES_PRINCIPALS, (stack) => {
    const bucket = new Bucket(stack, 'Site', { enforceSSL: true });
    new Distribution(stack, 'Cdn', { defaultBehavior: { origin: S3BucketOrigin.withOriginAccessControl(bucket) } });
    const queue = new Queue(stack, 'Queue', { enforceSSL: true });
    new Topic(stack, 'Topic', { enforceSSL: true }).addSubscription(new SqsSubscription(queue));
    bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(queue));
    new Bucket(stack, 'Open', { blockPublicAccess: BlockPublicAccess.BLOCK_ACLS_ONLY, publicReadAccess: true });
  });

  expect(found).toEqual({
    'Stack/Site/Policy/Resource': [], 'Stack/Queue/Policy/Resource': [], 'Stack/Topic/Policy/Resource': [], 'Stack/Open/Policy/Resource': ['PolicyDocument.Statement.0'],
  });
});
