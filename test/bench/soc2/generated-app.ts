import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, Vpc, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, LogDriver } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ListenerAction, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** The stacks of a generated app are of about this many resources. */
const RESOURCES_A_STACK = 120;

/**
 * An app of many kinds of resources, as constructs of CDK make them, in stacks that refer to one of all: as many as are wanted, or a few
 * more.
 */
export function generatedApp(resources: number, outdir?: string): App {
  // As the command line of CDK has it.
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  const shared = new Stack(app, 'Shared');
  const vpc = new Vpc(shared, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const topic = new Topic(shared, 'Alarms');
  for (let index = 0; resourcesIn(app) < resources; index++) {
    const stack = new Stack(app, `Stack${index}`);
    const key = new Key(stack, 'Key', { enableKeyRotation: true });
    for (let part = 0; resourcesIn(stack) < RESOURCES_A_STACK && resourcesIn(app) < resources; part++) addPart(stack, `Part${part}`, { vpc, topic, key });
  }
  return app;
}

/** How many resources an app or a stack has. */
export function resourcesIn(scope: App | Stack): number {
  return scope.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
}

interface Shared { readonly vpc: Vpc; readonly topic: Topic; readonly key: Key }

/** About 40 resources of about 30 types. */
function addPart(stack: Stack, id: string, { vpc, topic, key }: Shared): void {
  const bucket = new Bucket(stack, `${id}Bucket`, { encryption: BucketEncryption.S3_MANAGED, enforceSSL: true, versioned: true });
  const table = new Table(stack, `${id}Table`, { partitionKey: { name: 'id', type: AttributeType.STRING }, encryptionKey: key });
  const queue = new Queue(stack, `${id}Queue`, { enforceSSL: true });
  const secret = new Secret(stack, `${id}Secret`, { encryptionKey: key });
  const logGroup = new LogGroup(stack, `${id}Logs`, { retention: RetentionDays.ONE_YEAR });
  const handler = new LambdaFn(stack, `${id}Function`, { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = () => 1'), logGroup });
  bucket.grantRead(handler);
  table.grantReadWriteData(handler);
  queue.grantSendMessages(handler);
  secret.grantRead(handler);
  new Rule(stack, `${id}Rule`, { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(handler)] });
  new StateMachine(stack, `${id}Machine`, { definitionBody: DefinitionBody.fromChainable(new Pass(stack, `${id}Pass`)) });
  new Alarm(stack, `${id}Alarm`, { metric: handler.metricErrors(), threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(topic));
  addService(stack, id, vpc, logGroup);
}

function addService(stack: Stack, id: string, vpc: Vpc, logGroup: LogGroup): void {
  const cluster = new Cluster(stack, `${id}Cluster`, { vpc });
  const taskDefinition = new FargateTaskDefinition(stack, `${id}Task`);
  taskDefinition.addContainer('main', {
    image: ContainerImage.fromRegistry(`example.com/image@sha256:${'0'.repeat(64)}`), logging: LogDriver.awsLogs({ streamPrefix: id, logGroup }), portMappings: [{ containerPort: 80 }],
  });
  const balancer = new ApplicationLoadBalancer(stack, `${id}Balancer`, { vpc, internetFacing: true });
  const listener = balancer.addListener('Https', {
    port: 443, certificates: [{ certificateArn: stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: 'x' }) }], open: true,
    defaultAction: ListenerAction.fixedResponse(404),
  });
  const securityGroup = new SecurityGroup(stack, `${id}Group`, { vpc });
  securityGroup.addIngressRule(Peer.ipv4('10.0.0.0/8'), Port.tcp(443));
  const service = new FargateService(stack, `${id}Service`, { cluster, taskDefinition, securityGroups: [securityGroup] });
  listener.addTargets('Main', { port: 80, targets: [service], priority: 1, conditions: [ListenerCondition.pathPatterns(['/*'])] });
}
