import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { FaultCase } from '../stack-case';
import { network, raw, resource, role, service, spoil, task } from './bases';

const OWN = ['own-checks'] as const;

/** Faults of task definitions and services. */
export const CONTAINER_FAULTS: readonly FaultCase[] = [
  {
    fault: 'container secrets without an execution role', layers: OWN,
    build: (stack) => {
      const { definition } = task(stack);
      spoil(definition, 'ContainerDefinitions.0.Secrets', [{ Name: 'PASSWORD', ValueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/x' }]);
      resource(definition).addPropertyDeletionOverride('ExecutionRoleArn');
    },
  },
  {
    fault: 'an execution role that may not read the secret', layers: OWN,
    build: (stack) => {
      const { definition } = task(stack);
      const secret = new secretsmanager.Secret(stack, 'Secret');
      spoil(definition, 'ContainerDefinitions.0.Secrets', [{ Name: 'PASSWORD', ValueFrom: secret.secretArn }]);
    },
  },
  { fault: 'an execution role that ECS tasks can not assume', layers: OWN, build: (stack) => {
    const other = role(stack, 'ec2.amazonaws.com');
    other.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonECSTaskExecutionRolePolicy'));
    spoil(task(stack).definition, 'ExecutionRoleArn', other.roleArn);
  } },
  { fault: 'a mount point of a volume that is not there', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.MountPoints', [{ SourceVolume: 'state', ContainerPath: '/state' }]) },
  { fault: 'a dependency on a container that is not there', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.DependsOn', [{ ContainerName: 'sidecar', Condition: 'START' }]) },
  { fault: 'waiting for the health of a container without a health check', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.DependsOn', [{ ContainerName: 'side', Condition: 'HEALTHY' }]) },
  { fault: 'waiting for the success of an essential container', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.1.DependsOn', [{ ContainerName: 'web', Condition: 'SUCCESS' }]) },
  {
    fault: 'containers that wait for each other', layers: OWN,
    build: (stack) => {
      const { definition } = task(stack);
      spoil(definition, 'ContainerDefinitions.0.DependsOn', [{ ContainerName: 'side', Condition: 'START' }]);
      spoil(definition, 'ContainerDefinitions.1.DependsOn', [{ ContainerName: 'web', Condition: 'START' }]);
    },
  },
  { fault: 'two containers of one name', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.1.Name', 'web') },
  { fault: 'two containers on one port', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.1.PortMappings', [{ ContainerPort: 80, Protocol: 'tcp' }]) },
  { fault: 'a stop time-out of 300 s on Fargate', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.StopTimeout', 300) },
  { fault: 'a privileged container on Fargate', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.Privileged', true) },
  { fault: 'a capability added on Fargate', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.LinuxParameters', { Capabilities: { Add: ['NET_ADMIN'] } }) },
  { fault: 'CPU and memory that Fargate does not pair', layers: ['cfn-lint', 'cloudformation-rules'], build: (stack) => spoil(task(stack).definition, 'Memory', '8192') },
  { fault: 'more memory for a container than the task has', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.Memory', 1024) },
  { fault: 'a secret and a variable of one name', layers: OWN, build: (stack) => {
    const { definition } = task(stack);
    spoil(definition, 'ContainerDefinitions.1.Environment', [{ Name: 'TOKEN', Value: 'x' }]);
    spoil(definition, 'ContainerDefinitions.1.Secrets', [{ Name: 'TOKEN', ValueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/x' }]);
    definition.addToExecutionRolePolicy(new iam.PolicyStatement({ actions: ['ssm:GetParameters'], resources: ['*'] }));
  } },
  { fault: 'an image name with capital letters', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.Image', 'public.ecr.aws/Docker/Nginx:stable') },
  { fault: 'a health check command without CMD', layers: OWN, build: (stack) => spoil(task(stack).definition, 'ContainerDefinitions.0.HealthCheck', { Command: ['curl', '-f', 'http://localhost/'] }) },
  {
    fault: 'IAM authorisation for EFS without encryption on the way', layers: OWN,
    build: (stack) => {
      const { definition } = task(stack);
      const files = new efs.FileSystem(stack, 'Files', { vpc: network(stack), vpcSubnets: { subnetGroupName: 'public' } });
      definition.addVolume({ name: 'state', efsVolumeConfiguration: { fileSystemId: files.fileSystemId, authorizationConfig: { iam: 'ENABLED' } } });
    },
  },
  {
    fault: 'a file system without a mount target', layers: OWN,
    build: (stack) => {
      const { definition } = task(stack);
      const files = new efs.CfnFileSystem(stack, 'Files', { encrypted: true });
      definition.addVolume({ name: 'state', efsVolumeConfiguration: { fileSystemId: files.ref, transitEncryption: 'ENABLED' } });
    },
  },
  { fault: 'a service that names a container that is not there', layers: OWN, build: (stack) => spoil(service(stack).fargate, 'LoadBalancers.0.ContainerName', 'app') },
  { fault: 'a service that names a port that is not mapped', layers: OWN, build: (stack) => spoil(service(stack).fargate, 'LoadBalancers.0.ContainerPort', 8080) },
  { fault: 'a target group of instances for Fargate tasks', layers: OWN, build: (stack) => spoil(service(stack).group, 'TargetType', 'instance') },
  {
    fault: 'a target group without a listener', layers: OWN,
    build: (stack) => {
      const { fargate, vpc } = service(stack);
      const group = raw(stack, 'Lonely', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Port: 80, Protocol: 'HTTP', TargetType: 'ip', VpcId: vpc.vpcId });
      spoil(fargate, 'LoadBalancers.0.TargetGroupArn', { Ref: stack.getLogicalId(group) });
    },
  },
  { fault: 'a service that may be made before its listener', layers: OWN, build: (stack) => resource(service(stack).fargate).addOverride('DependsOn', undefined) },
  { fault: 'a deployment without room to replace a task', layers: OWN, build: (stack) => spoil(service(stack).fargate, 'DeploymentConfiguration', { MinimumHealthyPercent: 100, MaximumPercent: 100 }) },
  {
    fault: 'rebalancing of zones with at most 100 % of the tasks', layers: OWN,
    build: (stack) => {
      const { fargate } = service(stack);
      spoil(fargate, 'AvailabilityZoneRebalancing', 'ENABLED');
      spoil(fargate, 'DeploymentConfiguration', { MinimumHealthyPercent: 0, MaximumPercent: 100 });
    },
  },
  {
    fault: 'a grace period without a load balancer', layers: OWN,
    build: (stack) => { spoil(new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc: network(stack) }), taskDefinition: task(stack).definition, assignPublicIp: true, minHealthyPercent: 50 }), 'HealthCheckGracePeriodSeconds', 60); },
  },
  { fault: 'ECS Exec without a task role', layers: OWN, build: (stack) => {
    const { fargate, definition } = service(stack);
    spoil(fargate, 'EnableExecuteCommand', true);
    resource(definition).addPropertyDeletionOverride('TaskRoleArn');
  } },
  {
    fault: 'a capacity provider that the cluster does not have', layers: OWN,
    build: (stack) => {
      const { fargate } = service(stack);
      resource(fargate).addPropertyDeletionOverride('LaunchType');
      spoil(fargate, 'CapacityProviderStrategy', [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }]);
    },
  },
];
