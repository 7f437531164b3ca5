import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { FaultCase } from '../stack-case';
import { arnOf, balancer, network, raw, resource, role, rule, service, spoil, task } from './bases';

const OWN = ['own-checks'] as const;

/** Faults of what one resource is told of another, of the order in which they are made, and of ways between them. */
export const ORDER_FAULTS: readonly FaultCase[] = [
  { fault: 'the name of a role where its ARN is expected', layers: OWN, build: (stack) => {
    raw(stack, 'Function', 'AWS::Lambda::Function', { Runtime: 'nodejs22.x', Handler: 'i.h', Code: { ZipFile: 'x' }, Role: role(stack, 'lambda.amazonaws.com').roleName });
  } },
  { fault: 'the address of a queue where its ARN is expected', layers: OWN, build: (stack) => {
    const queue = new sqs.Queue(stack, 'Queue');
    queue.grantSendMessages(new iam.ServicePrincipal('events.amazonaws.com'));
    raw(stack, 'Rule', 'AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: queue.queueUrl }] });
  } },
  { fault: 'the name of a topic as alarm action', layers: OWN, build: (stack) => {
    raw(stack, 'Alarm', 'AWS::CloudWatch::Alarm', {
      Namespace: 'x', MetricName: 'y', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', AlarmActions: [new sns.Topic(stack, 'Topic').topicName],
    });
  } },
  { fault: 'a rule of the load balancer instead of its listener', layers: OWN, build: (stack) => {
    const made = balancer(stack);
    rule(stack, 'One', made.https, { ListenerArn: made.balancer.loadBalancerArn });
  } },
  { fault: 'the id of a key where a log group wants its ARN', layers: OWN, build: (stack) => {
    const key = new kms.Key(stack, 'Key');
    key.grantEncryptDecrypt(new iam.ServicePrincipal('logs.amazonaws.com'));
    raw(stack, 'Group', 'AWS::Logs::LogGroup', { KmsKeyId: key.keyId });
  } },
  { fault: 'an access point of another file system', layers: OWN, build: (stack) => {
    const vpc = network(stack);
    const [one, two] = ['One', 'Two'].map((id) => new efs.FileSystem(stack, id, { vpc, vpcSubnets: { subnetGroupName: 'public' } })) as [efs.FileSystem, efs.FileSystem];
    const authorizationConfig = { accessPointId: two.addAccessPoint('Point').accessPointId };
    task(stack).definition.addVolume({ name: 'state', efsVolumeConfiguration: { fileSystemId: one.fileSystemId, transitEncryption: 'ENABLED', authorizationConfig } });
  } },
  { fault: 'a metric filter that may be made before its log group', layers: OWN, build: (stack) => {
    raw(stack, 'Group', 'AWS::Logs::LogGroup', { LogGroupName: '/luigi/decisions' });
    raw(stack, 'Filter', 'AWS::Logs::MetricFilter', { LogGroupName: '/luigi/decisions', FilterPattern: '', MetricTransformations: [{ MetricName: 'a', MetricNamespace: 'b', MetricValue: '1' }] });
  } },
  { fault: 'a route that may be made before its gateway is attached', layers: OWN, build: (stack) => {
    const vpc = raw(stack, 'Net', 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
    const gateway = raw(stack, 'Gateway', 'AWS::EC2::InternetGateway', {});
    raw(stack, 'Attachment', 'AWS::EC2::VPCGatewayAttachment', { VpcId: vpc.ref, InternetGatewayId: gateway.ref });
    const table = raw(stack, 'Table', 'AWS::EC2::RouteTable', { VpcId: vpc.ref });
    raw(stack, 'Route', 'AWS::EC2::Route', { RouteTableId: table.ref, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway.ref });
  } },
  { fault: 'a target group in another network than its balancer', layers: OWN, build: (stack) => {
    const { group } = service(stack);
    spoil(group, 'VpcId', raw(stack, 'Other', 'AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' }).ref);
  } },
  { fault: 'tasks in public subnets without a public address', layers: OWN, build: (stack) => spoil(service(stack).fargate, 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp', 'DISABLED') },
  { fault: 'tasks in subnets without a way out', layers: OWN, build: (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }], restrictDefaultSecurityGroup: false });
    new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition: task(stack).definition, minHealthyPercent: 50, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  } },
  { fault: 'an internet-facing balancer in a network without a gateway', layers: OWN, build: (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }], restrictDefaultSecurityGroup: false });
    raw(stack, 'Balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing', Subnets: vpc.isolatedSubnets.map(({ subnetId }) => subnetId) });
  } },
  { fault: 'a service whose port no rule lets in', layers: OWN, build: (stack) => {
    const { fargate } = service(stack);
    for (const { node } of fargate.connections.securityGroups[0]?.node.findAll() ?? []) if (node.id.startsWith('from ')) node.scope?.node.tryRemoveChild(node.id);
  } },
  { fault: 'a default capacity provider that the cluster does not have', layers: OWN, build: (stack) => {
    raw(stack, 'Cluster', 'AWS::ECS::Cluster', { CapacityProviders: ['FARGATE'], DefaultCapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] });
  } },
  { fault: 'Service Connect without a namespace', layers: OWN, build: (stack) => spoil(service(stack).fargate, 'ServiceConnectConfiguration', { Enabled: true, Services: [{ PortName: 'http' }] }) },
  { fault: 'a port of Service Connect that is not there', layers: OWN, build: (stack) => {
    const { fargate } = service(stack);
    spoil(fargate, 'ServiceConnectConfiguration', { Enabled: true, Namespace: 'internal', Services: [{ PortName: 'web' }] });
  } },
  { fault: 'an AWS policy that does not exist', layers: OWN, build: (stack) => spoil(role(stack, 'ec2.amazonaws.com'), 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AmazonLuigiFullAccess']) },
  { fault: 'eleven managed policies of a role', layers: OWN, build: (stack) => {
    spoil(role(stack, 'ec2.amazonaws.com'), 'ManagedPolicyArns', Array.from({ length: 11 }, (_, index) => `arn:aws:iam::123456789012:policy/p${index}`));
  } },
  { fault: 'an action of a file system policy that does not exist', layers: OWN, build: (stack) => {
    raw(stack, 'Files', 'AWS::EFS::FileSystem', { FileSystemPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'elasticfilesystem:Mount', Resource: '*' }] } });
  } },
  { fault: 'a topic policy about another topic', layers: OWN, build: (stack) => {
    const [one, two] = ['One', 'Two'].map((id) => new sns.Topic(stack, id)) as [sns.Topic, sns.Topic];
    raw(stack, 'Policy', 'AWS::SNS::TopicPolicy', { Topics: [one.topicArn], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: two.topicArn }] } });
  } },
  { fault: 'a web ACL on a listener', layers: OWN, build: (stack) => {
    const acl = raw(stack, 'Acl', 'AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, Rules: [], VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'x', SampledRequestsEnabled: true } });
    raw(stack, 'Association', 'AWS::WAFv2::WebACLAssociation', { WebACLArn: arnOf(acl), ResourceArn: balancer(stack).https.listenerArn });
  } },
  { fault: 'a container override for a container that is not there', layers: OWN, build: (stack) => {
    const { definition } = task(stack);
    raw(stack, 'Machine', 'AWS::StepFunctions::StateMachine', {
      RoleArn: role(stack, 'states.amazonaws.com').roleArn,
      DefinitionString: stack.toJsonString({ StartAt: 'Run', States: { Run: {
        Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask', End: true,
        Parameters: { Cluster: 'x', TaskDefinition: definition.taskDefinitionArn, LaunchType: 'FARGATE', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'] } }, Overrides: { ContainerOverrides: [{ Name: 'job' }] } },
      } } }),
    });
  } },
  { fault: 'a service integration that does not exist', layers: OWN, build: (stack) => {
    raw(stack, 'Machine', 'AWS::StepFunctions::StateMachine', {
      RoleArn: role(stack, 'states.amazonaws.com').roleArn, DefinitionString: JSON.stringify({ StartAt: 'Run', States: { Run: { Type: 'Task', Resource: 'arn:aws:states:::ecs:startTask', End: true } } }),
    });
  } },
  { fault: 'an express workflow that waits for a task', layers: OWN, build: (stack) => {
    const made = role(stack, 'states.amazonaws.com');
    made.addToPolicy(new iam.PolicyStatement({ actions: ['events:PutRule', 'events:PutTargets', 'events:DescribeRule'], resources: ['*'] }));
    raw(stack, 'Machine', 'AWS::StepFunctions::StateMachine', {
      RoleArn: made.roleArn, StateMachineType: 'EXPRESS',
      DefinitionString: JSON.stringify({ StartAt: 'Run', States: { Run: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', Parameters: { TaskDefinition: 'x' }, End: true } } }),
    });
  } },
  { fault: 'a balancer that expects a certificate of no ARN', layers: OWN, build: (stack) => spoil(balancer(stack).https, 'Certificates', [{ CertificateArn: 'my-certificate' }]) },
  { fault: 'a TLS policy that does not exist', layers: OWN, build: (stack) => spoil(balancer(stack).https, 'SslPolicy', 'ELBSecurityPolicy-TLS-1-3') },
  { fault: 'a scaling target that scales from five to three', layers: OWN, build: (stack) => {
    const { fargate } = service(stack);
    fargate.autoScaleTaskCount({ maxCapacity: 3 });
    spoil(resource(fargate.node.findChild('TaskCount').node.findChild('Target').node.findChild('Resource')), 'MinCapacity', 5);
  } },
];
