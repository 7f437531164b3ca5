import { ArnFormat, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { FaultCase } from '../stack-case';
import { network, raw, role, spoil } from './bases';

const OWN = ['own-checks'] as const;
const ALL = ['cloudformation-rules', 'cfn-lint', 'own-checks'] as const;
const LINTERS = ['cloudformation-rules', 'cfn-lint'] as const;

function machine(stack: Stack, definition: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return raw(stack, 'Machine', 'AWS::StepFunctions::StateMachine', { RoleArn: role(stack, 'states.amazonaws.com').roleArn, DefinitionString: typeof definition === 'string' ? definition : JSON.stringify(definition), ...more });
}

function rule(stack: Stack, properties: Readonly<Record<string, unknown>>) {
  return raw(stack, 'Rule', 'AWS::Events::Rule', { State: 'ENABLED', ...properties });
}

function schedule(stack: Stack, properties: Readonly<Record<string, unknown>>) {
  return raw(stack, 'Schedule', 'AWS::Scheduler::Schedule', {
    FlexibleTimeWindow: { Mode: 'OFF' }, ScheduleExpression: 'rate(1 hours)',
    Target: { Arn: new sqs.Queue(stack, 'Queue').queueArn, RoleArn: role(stack, 'scheduler.amazonaws.com').roleArn }, ...properties,
  });
}

function alarm(stack: Stack, properties: Readonly<Record<string, unknown>>, id = 'Alarm') {
  return raw(stack, id, 'AWS::CloudWatch::Alarm', { Namespace: 'Luigi', MetricName: 'Denied', Statistic: 'Sum', Period: 60, EvaluationPeriods: 5, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', ...properties });
}

function policy(stack: Stack, statement: Readonly<Record<string, unknown>>) {
  return raw(stack, 'Policy', 'AWS::IAM::ManagedPolicy', { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] } });
}

/** Faults of the services around: keys, logs, messages, data, states and schedules. */
export const SERVICE_FAULTS: readonly FaultCase[] = [
  { fault: 'a log group with a key that does not let CloudWatch Logs in', layers: OWN, build: (stack) => { raw(stack, 'Group', 'AWS::Logs::LogGroup', { KmsKeyId: new kms.Key(stack, 'Key').keyArn }); } },
  {
    fault: 'a key that lets CloudWatch Logs in for another log group', layers: OWN,
    build: (stack) => {
      const key = new kms.Key(stack, 'Key');
      key.addToResourcePolicy(new iam.PolicyStatement({
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'], principals: [new iam.ServicePrincipal('logs.amazonaws.com')], resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group:/luigi/access', arnFormat: ArnFormat.NO_RESOURCE_NAME }) } },
      }));
      raw(stack, 'Group', 'AWS::Logs::LogGroup', { LogGroupName: '/luigi/decisions', KmsKeyId: key.keyArn });
    },
  },
  { fault: 'a key policy that locks everybody out', layers: OWN, build: (stack) => { raw(stack, 'Key', 'AWS::KMS::Key', { KeyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' }, Action: 'kms:*', Resource: '*' }] } }); } },
  { fault: 'alarms to a topic whose key does not let CloudWatch in', layers: OWN, build: (stack) => { alarm(stack, { AlarmActions: [new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }).topicArn] }); } },
  { fault: 'events to a topic whose policy does not let EventBridge in', layers: OWN, build: (stack) => { rule(stack, { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: new sns.Topic(stack, 'Topic').topicArn }] }); } },
  { fault: 'events to a function that does not let EventBridge in', layers: OWN, build: (stack) => { rule(stack, { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: handler(stack).functionArn }] }); } },
  { fault: 'bucket notifications to a queue that does not let S3 in', layers: OWN, build: (stack) => { raw(stack, 'Bucket', 'AWS::S3::Bucket', { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: new sqs.Queue(stack, 'Queue').queueArn }] } }); } },
  { fault: 'an alias without its prefix', layers: ALL, build: (stack) => { raw(stack, 'Alias', 'AWS::KMS::Alias', { AliasName: 'luigi', TargetKeyId: new kms.Key(stack, 'Key').keyId }); } },

  { fault: 'an IAM action that does not exist', layers: ['cfn-lint'], build: (stack) => { policy(stack, { Action: ['s3:GetObjects'] }); } },
  { fault: 'a condition operator that does not exist', layers: ALL, build: (stack) => { policy(stack, { Condition: { StringEqual: { 'aws:PrincipalTag/team': 'a' } } }); } },
  { fault: 'a resource that is no ARN', layers: ALL, build: (stack) => { policy(stack, { Resource: 'my-bucket/*' }); } },
  { fault: 'a policy of a role with a principal', layers: ALL, build: (stack) => { policy(stack, { Principal: '*' }); } },
  { fault: 'an AWS policy without its path', layers: OWN, build: (stack) => { spoil(role(stack, 'ecs-tasks.amazonaws.com'), 'ManagedPolicyArns', [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonECSTaskExecutionRolePolicy' }]); } },
  { fault: 'a service principal with a slip', layers: OWN, build: (stack) => { role(stack, 'ecs-task.amazonaws.com'); } },
  {
    fault: 'inline policies of more than 10,240 characters', layers: OWN,
    build: (stack) => {
      const made = role(stack, 'ecs-tasks.amazonaws.com');
      for (let part = 0; part < 3; part++) {
        new iam.Policy(stack, `Policy${part}`, { roles: [made], statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: Array.from({ length: 100 }, (_, index) => `arn:aws:s3:::a-bucket-with-a-name/${part}/${index}/*`) })] });
      }
    },
  },
  { fault: 'a policy of nobody', layers: ALL, build: (stack) => { raw(stack, 'Policy', 'AWS::IAM::Policy', { PolicyName: 'x', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] } }); } },
  { fault: 'a role name of 65 characters', layers: ALL, build: (stack) => spoil(role(stack, 'ec2.amazonaws.com'), 'RoleName', 'r'.repeat(65)) },

  { fault: 'a parameter value of more than 4 KB', layers: OWN, build: (stack) => { raw(stack, 'Parameter', 'AWS::SSM::Parameter', { Type: 'String', Value: 'x'.repeat(4097) }); } },
  { fault: 'a parameter of a reserved name', layers: ['cfn-lint', 'own-checks'], build: (stack) => { raw(stack, 'Parameter', 'AWS::SSM::Parameter', { Name: 'aws-luigi', Type: 'String', Value: 'x' }); } },
  { fault: 'a parameter path without its first slash', layers: ['cfn-lint', 'own-checks'], build: (stack) => { raw(stack, 'Parameter', 'AWS::SSM::Parameter', { Name: 'luigi/access', Type: 'String', Value: 'x' }); } },
  { fault: 'a dynamic reference of the wrong kind', layers: ALL, build: (stack) => { raw(stack, 'Parameter', 'AWS::SSM::Parameter', { Type: 'String', Value: '{{resolve:secretsmanager:luigi:SecretBinary:key}}' }); } },
  { fault: 'a secret made from a template without a key', layers: OWN, build: (stack) => { raw(stack, 'Secret', 'AWS::SecretsManager::Secret', { GenerateSecretString: { SecretStringTemplate: '{"user":"x"}' } }); } },

  { fault: 'a log group name with a space', layers: ALL, build: (stack) => { raw(stack, 'Group', 'AWS::Logs::LogGroup', { LogGroupName: '/luigi/decision log' }); } },
  { fault: 'a log retention that CloudWatch does not know', layers: ['cfn-lint'], build: (stack) => { raw(stack, 'Group', 'AWS::Logs::LogGroup', { RetentionInDays: 100 }); } },
  { fault: 'a filter pattern that does not parse', layers: OWN, build: (stack) => { raw(stack, 'Filter', 'AWS::Logs::MetricFilter', { LogGroupName: 'x', FilterPattern: '{ $.outcome == "deny" }', MetricTransformations: [{ MetricName: 'a', MetricNamespace: 'b', MetricValue: '1' }] }); } },
  { fault: 'a default value of a metric with dimensions', layers: OWN, build: (stack) => { raw(stack, 'Filter', 'AWS::Logs::MetricFilter', { LogGroupName: 'x', FilterPattern: '{ $.outcome = "deny" }', MetricTransformations: [{ MetricName: 'a', MetricNamespace: 'b', MetricValue: '1', DefaultValue: 0, Dimensions: [{ Key: 'who', Value: '$.who' }] }] }); } },
  { fault: 'an alarm of more than a day', layers: OWN, build: (stack) => { alarm(stack, { Period: 600, EvaluationPeriods: 200 }); } },
  { fault: 'more datapoints to alarm than periods', layers: OWN, build: (stack) => { alarm(stack, { DatapointsToAlarm: 6 }); } },
  { fault: 'an alarm of two metrics that both return data', layers: OWN, build: (stack) => {
    const stat = (Id: string) => ({ Id, MetricStat: { Metric: { Namespace: 'Luigi', MetricName: Id }, Period: 60, Stat: 'Sum' } });
    raw(stack, 'Alarm', 'AWS::CloudWatch::Alarm', { Metrics: [stat('a'), stat('b')], EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' });
  } },
  { fault: 'an expression of a metric that is not there', layers: OWN, build: (stack) => { raw(stack, 'Alarm', 'AWS::CloudWatch::Alarm', { Metrics: [{ Id: 'rate', Expression: 'errors / 60' }], EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' }); } },
  { fault: 'a composite alarm whose rule does not parse', layers: OWN, build: (stack) => { raw(stack, 'Any', 'AWS::CloudWatch::CompositeAlarm', { AlarmName: 'any', AlarmRule: 'ALARM("a") AND OR ALARM("b")' }); } },
  { fault: 'a dashboard whose widget is too wide', layers: OWN, build: (stack) => { raw(stack, 'Dashboard', 'AWS::CloudWatch::Dashboard', { DashboardBody: JSON.stringify({ widgets: [{ type: 'text', x: 0, y: 0, width: 30, height: 2, properties: { markdown: 'x' } }] }) }); } },

  { fault: 'a state that goes on to none', layers: OWN, build: (stack) => { machine(stack, { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }); } },
  { fault: 'a state that nothing leads to', layers: OWN, build: (stack) => { machine(stack, { StartAt: 'A', States: { A: { Type: 'Pass', End: true }, B: { Type: 'Succeed' } } }); } },
  { fault: 'a JSONPath field in a JSONata state', layers: ALL, build: (stack) => { machine(stack, { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', ResultPath: '$.x', End: true } } }); } },
  { fault: 'a JSONata expression that does not end', layers: OWN, build: (stack) => { machine(stack, { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $sum([1, 2) %}', End: true } } }); } },
  { fault: 'a definition that is no JSON', layers: OWN, build: (stack) => { machine(stack, '{ "StartAt": "A", }'); } },
  { fault: 'logging of a state machine whose role may not', layers: OWN, build: (stack) => { machine(stack, { StartAt: 'A', States: { A: { Type: 'Succeed' } } }, { LoggingConfiguration: { Level: 'ALL', Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: raw(stack, 'Group', 'AWS::Logs::LogGroup', {}).getAtt('Arn') } }] } }); } },
  { fault: 'waiting for a task without leave to make the rule', layers: OWN, build: (stack) => {
    const definition = new ecs.FargateTaskDefinition(stack, 'Task');
    definition.addContainer('job', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/python:3.13') });
    const made = machine(stack, '');
    made.addPropertyOverride('DefinitionString', stack.toJsonString({ StartAt: 'Run', States: { Run: { Type: 'Task', Resource: `arn:${stack.partition}:states:::ecs:runTask.sync`, End: true, Parameters: { Cluster: 'x', TaskDefinition: definition.taskDefinitionArn, LaunchType: 'FARGATE', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } } } } } }));
  } },

  { fault: 'a cron of five fields', layers: ALL, build: (stack) => { rule(stack, { ScheduleExpression: 'cron(0 3 * * *)' }); } },
  { fault: 'rate(1 minutes) of a rule', layers: ALL, build: (stack) => { rule(stack, { ScheduleExpression: 'rate(1 minutes)' }); } },
  { fault: 'a pattern whose value is no list', layers: OWN, build: (stack) => { rule(stack, { EventPattern: { source: 'aws.ssm' } }); } },
  { fault: 'a pattern with an operator that does not exist', layers: OWN, build: (stack) => { rule(stack, { EventPattern: { source: ['aws.ssm'], detail: { name: [{ 'starts-with': '/luigi' }] } } }); } },
  { fault: 'a state machine as target without a role', layers: OWN, build: (stack) => { rule(stack, { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: machine(stack, { StartAt: 'A', States: { A: { Type: 'Succeed' } } }).ref }] }); } },
  { fault: 'a schedule in a time zone that does not exist', layers: OWN, build: (stack) => { schedule(stack, { ScheduleExpressionTimezone: 'Europe/Zuerich' }); } },
  { fault: 'a schedule with both days', layers: OWN, build: (stack) => { schedule(stack, { ScheduleExpression: 'cron(0 3 1 * MON *)' }); } },
  { fault: 'a flexible window without a length', layers: OWN, build: (stack) => { schedule(stack, { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }); } },

  { fault: 'a key that is not defined', layers: ALL, build: (stack) => { raw(stack, 'Table', 'AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] }); } },
  { fault: 'a projection that includes nothing', layers: OWN, build: (stack) => {
    const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });
    table.addGlobalSecondaryIndex({ indexName: 'byId', partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    spoil(table, 'GlobalSecondaryIndexes.0.Projection', { ProjectionType: 'INCLUDE' });
  } },
  { fault: 'a bucket name with capital letters', layers: ALL, build: (stack) => { raw(stack, 'Bucket', 'AWS::S3::Bucket', { BucketName: 'My-Bucket' }); } },
  { fault: 'a bucket policy about another bucket', layers: OWN, build: (stack) => {
    raw(stack, 'Policy', 'AWS::S3::BucketPolicy', { Bucket: new s3.Bucket(stack, 'One').bucketName, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: new s3.Bucket(stack, 'Two').arnForObjects('*'), Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] } });
  } },
  { fault: 'a public policy on a bucket that blocks it', layers: OWN, build: (stack) => {
    const bucket = new s3.Bucket(stack, 'Bucket', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
    raw(stack, 'Policy', 'AWS::S3::BucketPolicy', { Bucket: bucket.bucketName, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: bucket.arnForObjects('*') }] } });
  } },
  { fault: 'a move to infrequent access after a week', layers: OWN, build: (stack) => { raw(stack, 'Bucket', 'AWS::S3::Bucket', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 7 }] }] } }); } },
  { fault: 'two mount targets in one subnet', layers: OWN, build: (stack) => {
    const subnet = network(stack).publicSubnets[0]?.subnetId;
    const files = raw(stack, 'Files', 'AWS::EFS::FileSystem', { Encrypted: true });
    for (const id of ['One', 'Two']) raw(stack, id, 'AWS::EFS::MountTarget', { FileSystemId: files.ref, SubnetId: subnet, SecurityGroups: ['sg-0123456789abcdef0'] });
  } },
  { fault: 'an access point of five levels', layers: ALL, build: (stack) => { raw(stack, 'Point', 'AWS::EFS::AccessPoint', { FileSystemId: 'fs-0123456789abcdef0', RootDirectory: { Path: '/a/b/c/d/e', CreationInfo: { OwnerUid: '1', OwnerGid: '1', Permissions: '750' } } }); } },
  { fault: 'backups deleted too soon after cold storage', layers: ['cfn-lint', 'own-checks'], build: (stack) => {
    const vault = raw(stack, 'Vault', 'AWS::Backup::BackupVault', { BackupVaultName: 'luigi' });
    raw(stack, 'Plan', 'AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanName: 'x', BackupPlanRule: [{ RuleName: 'daily', TargetBackupVault: vault.ref, Lifecycle: { MoveToColdStorageAfterDays: 30, DeleteAfterDays: 60 } }] } });
  } },
  { fault: 'a FIFO queue without its suffix', layers: ALL, build: (stack) => { raw(stack, 'Queue', 'AWS::SQS::Queue', { QueueName: 'orders', FifoQueue: true }); } },
  { fault: 'a FIFO queue behind a standard topic', layers: OWN, build: (stack) => {
    const queue = new sqs.Queue(stack, 'Queue', { fifo: true });
    queue.grantSendMessages(new iam.ServicePrincipal('sns.amazonaws.com'));
    raw(stack, 'Subscription', 'AWS::SNS::Subscription', { TopicArn: new sns.Topic(stack, 'Topic').topicArn, Protocol: 'sqs', Endpoint: queue.queueArn });
  } },
  { fault: 'a function in a network whose role may not', layers: OWN, build: (stack) => {
    const vpc = network(stack);
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
    spoil(handler(stack), 'VpcConfig', { SubnetIds: [vpc.publicSubnets[0]?.subnetId], SecurityGroupIds: [group.securityGroupId] });
  } },
  { fault: 'a queue that feeds a function whose role may not read it', layers: OWN, build: (stack) => { raw(stack, 'Mapping', 'AWS::Lambda::EventSourceMapping', { EventSourceArn: new sqs.Queue(stack, 'Queue').queueArn, FunctionName: handler(stack).functionArn }); } },
  { fault: 'a database whose master user is reserved', layers: OWN, build: (stack) => { raw(stack, 'Database', 'AWS::RDS::DBInstance', { Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: '20', MasterUsername: 'admin', ManageMasterUserPassword: true, StorageEncrypted: true }); } },

  { fault: 'an export that the other stack does not have', layers: OWN, build: (stack) => {
    const other = new Stack(stack, 'Other');
    raw(other, 'Queue', 'AWS::SQS::Queue', {});
    raw(stack, 'Parameter', 'AWS::SSM::Parameter', { Type: 'String', Value: Fn.importValue(`${other.stackName}:ExportsOutputRefQueue1234`) });
  } },
  { fault: 'one export of two stacks', layers: OWN, build: (stack) => {
    const other = new Stack(stack, 'Other');
    for (const one of [stack, other]) new CfnOutput(one, 'Out', { value: raw(one, 'Queue', 'AWS::SQS::Queue', {}).ref, exportName: `shared-${stack.stackName}` });
  } },
  { fault: 'one name of two queues in two stacks', layers: OWN, build: (stack) => { for (const one of [stack, new Stack(stack, 'Other')]) raw(one, 'Queue', 'AWS::SQS::Queue', { QueueName: `shared-${stack.stackName}` }); } },
  { fault: 'resources that wait for each other', layers: LINTERS, build: (stack) => {
    const [one, two] = ['One', 'Two'].map((id) => raw(stack, id, 'AWS::SQS::Queue', {}));
    one?.addOverride('DependsOn', ['Two']);
    two?.addOverride('DependsOn', ['One']);
  } },
];

function handler(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.h', code: lambda.Code.fromInline('def h(e, c): pass') });
}
