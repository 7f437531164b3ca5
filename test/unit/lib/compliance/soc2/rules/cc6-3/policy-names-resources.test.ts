import { Stack } from 'aws-cdk-lib';
import { OpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { POLICY_NAMES_RESOURCES as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/policy-names-resources';
import { judged } from '../../../../../../support/lib/soc2';
import { STATEMENT, verdictOnStatement } from '../../../../../../support/lib/soc2-policy';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

test.each([
  ['*'], [['arn:aws:s3:::bucket/*', '*']], ['arn:aws:s3:::*'], ['arn:aws:s3:::*/*'], ['arn:aws:dynamodb:*:*:table/*'], ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:*'],
  [{ 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*' }], [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::*']] }], ['arn:aws:sqs:*:*:*'], ['arn:aws:sns:eu-west-1:123456789012:*'],
])('everything is found: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: ['s3:GetObject', 'ec2:DescribeInstances'], Resource })).toEqual([`${STATEMENT}.Resource`]);
});

test.each([
  ['arn:aws:s3:::bucket/*'], ['arn:aws:s3:::logs-*'], [{ 'Fn::Sub': 'arn:aws:s3:::${HandedIn}/*' }], ['arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*'], ['arn:aws:dynamodb:*:*:table/orders'],
  [{ 'Fn::Sub': 'arn:aws:dynamodb:*:*:table/${AWS::StackName}-*' }], ['arn:aws:execute-api:eu-west-1:123456789012:abc/*'], [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Other', 'Arn'] }, '/*']] }], ['arn:aws:logs:eu-west-1:123456789012:log-group:/app:*'],
])('what lies in a named thing complies: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: 's3:GetObject', Resource })).toEqual([]);
});

test.each([
  ['ecr:GetAuthorizationToken'], ['xray:PutTraceSegments'], ['xray:Put*'], ['ec2:Describe*'], ['ec2:DescribeInstances'], ['cloudwatch:PutMetricData'], ['logs:CreateLogDelivery'], ['s3:ListAllMyBuckets'],
  ['ssmmessages:CreateControlChannel'], ['logs:PutLogEvents'], ['ECR:getAuthorizationToken'], ['ec2:CreateNetworkInterface'],
])('%s, which takes no resource, complies', (Action) => {
  expect(verdictOnStatement(RULE, { Action, Resource: '*' })).toEqual([]);
});

test.each([['s3:GetObject'], ['s3:Get*'], ['dynamodb:PutItem'], ['ssm:GetParameter'], ['secretsmanager:GetSecretValue'], ['kms:Decrypt'], ['sts:AssumeRole'], ['lambda:InvokeFunction'], ['logs:DeleteLogGroup'], ['iam:AttachRolePolicy']])('%s on everything is found', (Action) => {
  expect(verdictOnStatement(RULE, { Action, Resource: '*' })).toEqual([`${STATEMENT}.Resource`]);
});

test('conditions about the resource limit it, others do not', () => {
  const statement = { Action: 'sts:AssumeRole', Resource: '*' };
  expect(verdictOnStatement(RULE, { ...statement, Condition: { StringEquals: { 'aws:ResourceTag/team': 'luigi' } } })).toEqual([]);
  expect(verdictOnStatement(RULE, { Action: 'ecs:Poll', Resource: '*', Condition: { ArnEquals: { 'ecs:cluster': { 'Fn::GetAtt': ['Cluster', 'Arn'] } } } })).toEqual([]);
  for (const Condition of [{ Bool: { 'aws:SecureTransport': 'true' } }, { StringNotEquals: { 'aws:ResourceTag/team': 'other' } }, { StringLike: { 'aws:ResourceTag/team': '*' } }, { StringEqualsIfExists: { 'aws:ResourceTag/team': 'luigi' } }]) {
    expect(verdictOnStatement(RULE, { ...statement, Condition })).toEqual([`${STATEMENT}.Resource`]);
  }
});

test('all resources but some are found; statements that deny are not', () => {
  expect(verdictOnStatement(RULE, { Action: 's3:GetObject', NotResource: 'arn:aws:s3:::secret/*' })).toEqual([`${STATEMENT}.NotResource`]);
  expect(verdictOnStatement(RULE, { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' })).toEqual([]);
});

test('a resource that deployment hands in as a whole is a finding of its own', () => {
  expect(verdictOnStatement(RULE, { Action: 's3:GetObject', Resource: HANDED_IN })).toEqual(unresolvedAt(`${STATEMENT}.Resource`));
});

test('what other rules judge is left to them', () => {
  for (const Action of ['*', 's3:*', 'iam:PassRole', 'ecs:RunTask']) expect(verdictOnStatement(RULE, { Action, Resource: '*' })).toEqual([]);
});

test('functions, traced and with a log retention, notifications, deployments to a bucket, providers of identities: what CDK makes by itself complies', () => {
  const verdicts = judged(RULE, (stack) => {
    const code = { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X };
    const handler = new Function(stack, 'Function', { ...code, tracing: Tracing.ACTIVE });
    new LogRetention(stack, 'Retention', { logGroupName: handler.logGroup.logGroupName, retention: RetentionDays.ONE_YEAR });
    const bucket = new Bucket(stack, 'Bucket');
    bucket.grantRead(handler);
    bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(handler));
    new OpenIdConnectProvider(stack, 'Provider', { url: 'https://token.actions.githubusercontent.com' });
    new BucketDeployment(new Stack(stack.node.scope, 'Other'), 'Deployment', { destinationBucket: bucket, sources: [Source.data('a', 'b')] });
  });

  expect(Object.values(verdicts).flat()).toEqual([]);
  expect(verdicts).toHaveProperty(['Stack/Function/ServiceRole/DefaultPolicy/Resource']);
});

test('Cognito may send text messages to any telephone, others to topics only', () => {
  const sender = (Service: string) => verdictOn(RULE, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }] },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }] } }],
  });
  expect(sender('cognito-idp.amazonaws.com')).toEqual([]);
  expect(sender('lambda.amazonaws.com')).toEqual(['Policies.0.PolicyDocument.Statement.0.Resource']);
});
