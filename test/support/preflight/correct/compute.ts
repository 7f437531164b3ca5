import { Duration, RemovalPolicy, SecretValue, Size } from 'aws-cdk-lib';
import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { CorrectCase } from '../stack-case';

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:stable');

/** Containers, functions and machines. */
export const COMPUTE: readonly CorrectCase[] = [
  {
    name: 'ApplicationLoadBalancedFargateService with everything made by it',
    build: (stack) => {
      const service = new patterns.ApplicationLoadBalancedFargateService(stack, 'Web', {
        taskImageOptions: { image: IMAGE, environment: { MODE: 'x' } }, circuitBreaker: { rollback: true },
      });
      service.service.autoScaleTaskCount({ maxCapacity: 4 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    },
  },
  {
    name: 'NetworkLoadBalancedFargateService',
    build: (stack) => { new patterns.NetworkLoadBalancedFargateService(stack, 'Web', { taskImageOptions: { image: IMAGE, containerPort: 8080 } }); },
  },
  {
    name: 'QueueProcessingFargateService',
    build: (stack) => { new patterns.QueueProcessingFargateService(stack, 'Worker', { image: IMAGE }); },
  },
  {
    name: 'ScheduledFargateTask',
    build: (stack) => {
      new patterns.ScheduledFargateTask(stack, 'Nightly', {
        schedule: appscaling.Schedule.expression('cron(0 3 * * ? *)'),
        scheduledFargateTaskImageOptions: { image: IMAGE, cpu: 1024, memoryLimitMiB: 4096 },
      });
    },
  },
  {
    name: 'Fargate service with side cars, EFS, secrets, Cloud Map, Service Connect and HTTPS',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const cluster = new ecs.Cluster(stack, 'Cluster', {
        vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED, defaultCloudMapNamespace: { name: 'internal.example', useForServiceConnect: true },
      });
      const files = new efs.FileSystem(stack, 'Files', { vpc, encrypted: true, removalPolicy: RemovalPolicy.DESTROY });
      const accessPoint = files.addAccessPoint('State', {
        path: '/state', posixUser: { uid: '1000', gid: '1000' }, createAcl: { ownerUid: '1000', ownerGid: '1000', permissions: '750' },
      });
      const task = new ecs.FargateTaskDefinition(stack, 'Task', {
        cpu: 1024, memoryLimitMiB: 2048, runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64,
          operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
      });
      task.addVolume({
        name: 'state', efsVolumeConfiguration: { fileSystemId: files.fileSystemId, transitEncryption: 'ENABLED', authorizationConfig: { accessPointId: accessPoint.accessPointId, iam: 'ENABLED' } },
      });
      task.addVolume({ name: 'tmp' });
      const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      key.grantEncryptDecrypt(new iam.ServicePrincipal('logs.amazonaws.com'));
      const logGroup = new logs.LogGroup(stack, 'Logs', { encryptionKey: key, retention: logs.RetentionDays.ONE_YEAR });
      const secret = new secretsmanager.Secret(stack, 'Secret', { generateSecretString: { secretStringTemplate: '{"user":"x"}', generateStringKey: 'password' } });
      const parameter = new ssm.StringParameter(stack, 'Parameter', { stringValue: 'x' });
      const logging = ecs.LogDrivers.awsLogs({ streamPrefix: 'app', logGroup, mode: ecs.AwsLogDriverMode.NON_BLOCKING, maxBufferSize: Size.mebibytes(4) });
      const app = task.addContainer('app', {
        image: IMAGE, logging, user: '1000:1000', readonlyRootFilesystem: true, stopTimeout: Duration.seconds(60),
        portMappings: [{ name: 'http', containerPort: 8443, appProtocol: ecs.AppProtocol.http }],
        secrets: { PASSWORD: ecs.Secret.fromSecretsManager(secret, 'password'), SETTING: ecs.Secret.fromSsmParameter(parameter) },
        healthCheck: { command: ['CMD-SHELL', 'true'], interval: Duration.seconds(10), timeout: Duration.seconds(5), startPeriod: Duration.seconds(30) },
      });
      app.addMountPoints({ sourceVolume: 'state', containerPath: '/state', readOnly: false }, { sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false });
      const proxy = task.addContainer('proxy', { image: IMAGE, logging, essential: true, portMappings: [{ containerPort: 9000 }] });
      app.addContainerDependencies({ container: proxy, condition: ecs.ContainerDependencyCondition.START });
      const service = new ecs.FargateService(stack, 'Service', {
        cluster, taskDefinition: task, desiredCount: 1, minHealthyPercent: 0, maxHealthyPercent: 100, circuitBreaker: { rollback: true },
        availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.DISABLED,
        serviceConnectConfiguration: { services: [{ portMappingName: 'http', dnsName: 'app', port: 80 }], logDriver: logging },
        healthCheckGracePeriod: Duration.seconds(60),
      });
      service.enableCloudMap({ name: 'worker', dnsRecordType: servicediscovery.DnsRecordType.A, containerPort: 8443 });
      files.connections.allowDefaultPortFrom(service);
      files.grantReadWrite(task.taskRole);
      const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef');
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true, dropInvalidHeaderFields: true });
      balancer.addRedirect();
      const listener = balancer.addListener('Https', { port: 443, certificates: [certificate], defaultAction: elbv2.ListenerAction.fixedResponse(404), sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS });
      listener.addTargets('App', {
        port: 8443, protocol: elbv2.ApplicationProtocol.HTTPS, deregistrationDelay: Duration.seconds(5), priority: 10,
        targets: [service.loadBalancerTarget({ containerName: 'app', containerPort: 8443 })],
        conditions: [elbv2.ListenerCondition.pathPatterns(['/app/*', '/api/*'])], healthCheck: { path: '/livez', protocol: elbv2.Protocol.HTTPS, timeout: Duration.seconds(4), interval: Duration.seconds(10) },
      });
      listener.addAction('Login', {
        priority: 20, conditions: [elbv2.ListenerCondition.hostHeaders(['a.example.com'])],
        action: elbv2.ListenerAction.authenticateOidc({
          issuer: 'https://idp.example.com', authorizationEndpoint: 'https://idp.example.com/authorize', tokenEndpoint: 'https://idp.example.com/token',
          userInfoEndpoint: 'https://idp.example.com/userinfo', clientId: 'client', clientSecret: SecretValue.secretsManager('oidc'),
          next: elbv2.ListenerAction.fixedResponse(200),
        }),
      });
    },
  },
  {
    name: 'ECS on EC2 with a capacity provider, bridge network and dynamic ports',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
      const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
        vpc, instanceType: new ec2.InstanceType('t3.medium'), machineImage: ecs.EcsOptimizedImage.amazonLinux2023(), minCapacity: 1, maxCapacity: 3,
      });
      const provider = new ecs.AsgCapacityProvider(stack, 'Provider', { autoScalingGroup: group });
      cluster.addAsgCapacityProvider(provider);
      const task = new ecs.Ec2TaskDefinition(stack, 'Task');
      task.addVolume({ name: 'host', host: { sourcePath: '/var/data' } });
      const container = task.addContainer('web', { image: IMAGE, memoryReservationMiB: 256, portMappings: [{ containerPort: 80 }], logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'web' }) });
      container.addMountPoints({ containerPath: '/data', sourceVolume: 'host', readOnly: true });
      task.addContainer('daemon', { image: IMAGE, memoryLimitMiB: 128, essential: false });
      const service = new ecs.Ec2Service(stack, 'Service', { cluster, taskDefinition: task, capacityProviderStrategies: [{ capacityProvider: provider.capacityProviderName, weight: 1 }] });
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
      balancer.addListener('Http', { port: 80 }).addTargets('Web', { port: 80, targets: [service] });
    },
  },
  {
    name: 'Fargate Spot with an ECR repository, FireLens, ephemeral storage and ECS Exec',
    build: (stack) => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true });
      const task = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 256, memoryLimitMiB: 512, ephemeralStorageGiB: 50 });
      task.addContainer('app', { image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(stack, 'Images'), 'v1'), logging: ecs.LogDrivers.firelens({ options: { Name: 'cloudwatch' } }) });
      new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: task, enableExecuteCommand: true, capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] });
    },
  },
  {
    name: 'Lambda functions with a queue, a dead-letter queue, an alias, a URL and a VPC',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const code = lambda.Code.fromInline('exports.handler = async () => {};');
      const queue = new sqs.Queue(stack, 'Queue', { visibilityTimeout: Duration.seconds(180), deadLetterQueue: { queue: new sqs.Queue(stack, 'Dead'), maxReceiveCount: 3 } });
      const handler = new lambda.Function(stack, 'Function', {
        runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code, vpc, timeout: Duration.seconds(30), memorySize: 512,
        environment: { TABLE: 'x' }, deadLetterQueueEnabled: true, tracing: lambda.Tracing.ACTIVE, reservedConcurrentExecutions: 2,
      });
      handler.addEventSource(new sources.SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true }));
      const alias = handler.addAlias('live');
      alias.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
      new lambda.Function(stack, 'Plain', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler', code: lambda.Code.fromInline('def handler(e, c): pass'), logGroup: new logs.LogGroup(stack, 'Logs') });
    },
  },
  {
    name: 'an EC2 instance with a role, a security group and user data',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
      const instance = new ec2.Instance(stack, 'Host', {
        vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), requireImdsv2: true,
      });
      instance.connections.allowFromAnyIpv4(ec2.Port.tcp(443));
      instance.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    },
  },
];
