import { Aws, CfnCondition, CfnOutput, CfnParameter, Duration, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as cr from 'aws-cdk-lib/custom-resources';
import type { CorrectCase } from '../stack-case';

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:stable');

/** How stacks hang together. */
export const STRUCTURE: readonly CorrectCase[] = [
  {
    name: 'a service in a nested stack, with the cluster, roles and listener of its parent',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
      const executionRole = new iam.Role(stack, 'Execution', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
      const secret = new secretsmanager.Secret(stack, 'Secret');
      const listener = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80 });
      const nested = new NestedStack(stack, 'Nested');
      const taskDefinition = new ecs.FargateTaskDefinition(nested, 'Task', { executionRole });
      taskDefinition.addContainer('web', { image: IMAGE, portMappings: [{ containerPort: 80 }], secrets: { S: ecs.Secret.fromSecretsManager(secret) }, logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }) });
      const service = new ecs.FargateService(nested, 'Service', { cluster, taskDefinition });
      listener.addTargets('Web', { port: 80, targets: [service] });
      new CfnOutput(stack, 'Arn', { value: service.serviceArn });
    },
  },
  {
    name: 'a service and its network in two stacks, by exports',
    build: (stack) => {
      const network = new Stack(stack, 'Network');
      const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const key = new kms.Key(network, 'Key');
      key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'], principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)], resources: ['*'] }));
      const cluster = new ecs.Cluster(network, 'Cluster', { vpc });
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
      taskDefinition.addContainer('web', { image: IMAGE, portMappings: [{ containerPort: 80 }], logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web', logGroup: new logs.LogGroup(stack, 'Logs', { encryptionKey: key }) }) });
      const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition });
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
      balancer.addListener('Http', { port: 80 }).addTargets('Web', { port: 80, targets: [service] });
    },
  },
  {
    name: 'a stage with two stacks of fixed environments',
    build: (stack) => {
      const stage = new Stage(stack.node.root, 'Production', { env: { account: '123456789012', region: 'eu-central-1' } });
      const one = new Stack(stage, 'One');
      const bucket = new s3.Bucket(one, 'Bucket', { bucketName: 'luigi-example-bucket-123' });
      const two = new Stack(stage, 'Two');
      const handler = new lambda.Function(two, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.h', code: lambda.Code.fromInline('def h(e, c): pass'), timeout: Duration.seconds(10) });
      bucket.grantRead(handler);
      new sqs.Queue(stack, 'Queue', { queueName: 'same-name' });
      new sqs.Queue(two, 'Queue', { queueName: 'same-name' });
    },
  },
  {
    name: 'things that were there before: imported vpc, roles, keys, topics, secrets, certificates',
    build: (stack) => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a', 'b'], publicSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'], privateSubnetIds: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'] });
      const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc, securityGroups: [] });
      const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/brought');
      const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef');
      const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:alarms');
      const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'brought');
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { executionRole: role, taskRole: role });
      taskDefinition.addContainer('web', { image: IMAGE, secrets: { S: ecs.Secret.fromSecretsManager(secret) }, logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'x', logGroup: new logs.LogGroup(stack, 'Logs', { encryptionKey: key }) }) });
      new ecs.FargateService(stack, 'Service', { cluster, taskDefinition });
      topic.grantPublish(role);
    },
  },
  {
    name: 'parameters, conditions and what may be left out',
    build: (stack) => {
      const count = new CfnParameter(stack, 'Count', { type: 'Number', default: 2, minValue: 1 });
      const name = new CfnParameter(stack, 'Name', { default: 'x' });
      const isLarge = new CfnCondition(stack, 'IsLarge', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
      const queue = new sqs.CfnQueue(stack, 'Queue', { queueName: Fn.conditionIf('IsLarge', name.valueAsString, Aws.NO_VALUE) as never, delaySeconds: count.valueAsNumber });
      queue.cfnOptions.condition = isLarge;
      new logs.CfnLogGroup(stack, 'Group', { logGroupName: Fn.join('', ['/luigi/', name.valueAsString]), retentionInDays: Fn.conditionIf('IsLarge', 365, 30) as never });
      new sqs.CfnQueue(stack, 'Other', { queueName: Fn.select(0, Fn.split('-', Aws.STACK_NAME)), visibilityTimeout: 30 });
    },
  },
  {
    name: 'custom resources and an empty stack beside',
    build: (stack) => {
      new cr.AwsCustomResource(stack, 'Call', { onUpdate: { service: 'SSM', action: 'getParameter', parameters: { Name: '/x' }, physicalResourceId: cr.PhysicalResourceId.of('x') }, policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }), installLatestAwsSdk: false });
      new Stack(stack, 'Empty');
    },
  },
];
