import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3deployment from 'aws-cdk-lib/aws-s3-deployment';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { CorrectCase } from '../stack-case';

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:stable');

function handler(scope: Construct): lambda.Function {
  return new lambda.Function(scope, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') });
}

/** What stands beside the services that the checks know. */
export const FURTHER: readonly CorrectCase[] = [
  {
    name: 'API Gateway, REST and HTTP, with access logs and a usage plan',
    build: (stack) => {
      const accessLogDestination = new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Logs'));
      const api = new apigateway.RestApi(stack, 'Rest', { cloudWatchRole: true, deployOptions: { accessLogDestination, throttlingRateLimit: 10 } });
      const integrated = handler(stack);
      api.root.addResource('a').addMethod('GET', new apigateway.LambdaIntegration(integrated));
      api.addUsagePlan('Plan', { throttle: { rateLimit: 1, burstLimit: 2 } }).addApiKey(api.addApiKey('Key'));
      new apigatewayv2.HttpApi(stack, 'Http').addRoutes({ path: '/x', integration: new integrations.HttpLambdaIntegration('Integration', integrated) });
    },
  },
  {
    name: 'CloudFront before a bucket, with files put there',
    build: (stack) => {
      const destinationBucket = new s3.Bucket(stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
      new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin: origins.S3BucketOrigin.withOriginAccessControl(destinationBucket) } });
      new s3deployment.BucketDeployment(stack, 'Files', { sources: [s3deployment.Source.data('x', 'y')], destinationBucket });
    },
  },
  {
    name: 'a blue/green service with CodeDeploy',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
      taskDefinition.addContainer('web', { image: IMAGE, portMappings: [{ containerPort: 80 }] });
      const service = new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition, deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY } });
      const [blue, green] = ['Blue', 'Green'].map((id) => new elbv2.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elbv2.TargetType.IP })) as [elbv2.ApplicationTargetGroup, elbv2.ApplicationTargetGroup];
      const listener = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [blue] });
      service.attachToApplicationTargetGroup(blue);
      new codedeploy.EcsDeploymentGroup(stack, 'Group', { service, blueGreenDeploymentConfig: { blueTargetGroup: blue, greenTargetGroup: green, listener } });
    },
  },
  {
    name: 'network load balancers, before machines and before an application load balancer; a function as target',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, ipProtocol: ec2.IpProtocol.DUAL_STACK });
      const group = new autoscaling.AutoScalingGroup(stack, 'Group', { vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), minCapacity: 1, maxCapacity: 3 });
      const network = new elbv2.NetworkLoadBalancer(stack, 'Network', { vpc, internetFacing: true });
      network.addListener('Machines', { port: 22 }).addTargets('Machines', { port: 22, targets: [group] });
      const application = new elbv2.ApplicationLoadBalancer(stack, 'Application', { vpc, internetFacing: true, ipAddressType: elbv2.IpAddressType.DUAL_STACK });
      const listener = application.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
      listener.addTargets('Function', { targets: [new targets.LambdaTarget(handler(stack))], priority: 5, conditions: [elbv2.ListenerCondition.pathPatterns(['/f'])] });
      network.addListener('Front', { port: 80 }).addTargets('Front', { port: 80, targets: [new targets.AlbListenerTarget(listener)] });
    },
  },
  {
    name: 'streams: Kinesis, Firehose, a pipe, and functions that read them',
    build: (stack) => {
      const stream = new kinesis.Stream(stack, 'Stream', { shardCount: 1 });
      handler(stack).addEventSource(new sources.KinesisEventSource(stream, { startingPosition: lambda.StartingPosition.LATEST, batchSize: 100 }));
      new firehose.DeliveryStream(stack, 'Delivery', { source: new firehose.KinesisStreamSource(stream), destination: new firehose.S3Bucket(new s3.Bucket(stack, 'Bucket')) });
      const roleArn = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com') }).roleArn;
      new pipes.CfnPipe(stack, 'Pipe', { roleArn, source: new sqs.Queue(stack, 'From').queueArn, target: new sqs.Queue(stack, 'To').queueArn });
    },
  },
  {
    name: 'a batch queue, and a trail whose key lets it in',
    build: (stack) => {
      const computeEnvironment = new batch.FargateComputeEnvironment(stack, 'Environment', { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) });
      new batch.JobQueue(stack, 'Queue', { computeEnvironments: [{ computeEnvironment, order: 1 }] });
      const encryptionKey = new kms.Key(stack, 'Key');
      encryptionKey.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')], actions: ['kms:GenerateDataKey*', 'kms:DescribeKey'], resources: ['*'] }));
      new cloudtrail.Trail(stack, 'Trail', { encryptionKey, sendToCloudWatchLogs: true });
    },
  },
  {
    name: 'an Aurora MySQL cluster with a proxy',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const cluster = new rds.DatabaseCluster(stack, 'Cluster', {
        vpc, engine: rds.DatabaseClusterEngine.AURORA_MYSQL, credentials: rds.Credentials.fromUsername('admin'), monitoringInterval: Duration.seconds(60), backup: { retention: Duration.days(7) },
        writer: rds.ClusterInstance.provisioned('writer', { instanceType: ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE) }),
      });
      if (cluster.secret !== undefined) cluster.addProxy('Proxy', { vpc, secrets: [cluster.secret] });
    },
  },
  {
    name: 'Step Functions: a distributed map, a task token, a nested execution',
    build: (stack) => {
      const map = new sfn.DistributedMap(stack, 'Rows', { mapExecutionType: sfn.StateMachineType.EXPRESS, itemReader: new sfn.S3CsvItemReader({ bucket: new s3.Bucket(stack, 'Bucket'), key: 'x.csv', csvHeaders: sfn.CsvHeaders.useFirstRow() }) });
      map.itemProcessor(new sfn.Pass(stack, 'Row'));
      const ask = new tasks.SqsSendMessage(stack, 'Ask', { queue: new sqs.Queue(stack, 'Queue'), messageBody: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }), integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN });
      const stateMachine = new sfn.StateMachine(stack, 'Inner', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(stack, 'Succeeded')) });
      const inner = new tasks.StepFunctionsStartExecution(stack, 'Start', { stateMachine, integrationPattern: sfn.IntegrationPattern.RUN_JOB });
      const call = new tasks.LambdaInvoke(stack, 'Call', { lambdaFunction: handler(stack), payload: sfn.TaskInput.fromJsonPathAt('$.x') });
      const isGood = sfn.Condition.and(sfn.Condition.stringEquals('$.a', 'x'), sfn.Condition.not(sfn.Condition.booleanEquals('$.b', true)));
      const choice = new sfn.Choice(stack, 'Good?').when(isGood, new sfn.Succeed(stack, 'Yes')).otherwise(new sfn.Fail(stack, 'No', { causePath: '$.x', errorPath: '$.y' }));
      new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(map.next(ask).next(inner).next(call).next(choice)) });
    },
  },
  {
    name: 'filter patterns of every kind',
    build: (stack) => {
      const logGroup = new logs.LogGroup(stack, 'Logs');
      const patterns = [
        '{ ($.a.b = "x" || $.a["b-c"] != 3) && $.d NOT EXISTS }', '?ERROR ?WARN', '"[ERROR]" -timeout', '[ip, user, ..., status=4*, bytes>100]', '{ $.list[0] = "a*" && $.x IS NULL }',
        '{ $.errorCode = "*UnauthorizedOperation" || $.errorCode = AccessDenied* }', '', '%ERR[0-9]+%', '{ $.latency >= 1.5e3 }', '{ $.a = %x.*y% }',
      ];
      patterns.forEach((pattern, index) => {
        logGroup.addMetricFilter(`Filter${index}`, { filterPattern: logs.FilterPattern.literal(pattern), metricNamespace: 'a', metricName: 'b', metricValue: '1' });
      });
    },
  },
];
