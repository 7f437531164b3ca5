import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { flatReference } from '../access/resolved-text';
import { acknowledgeInPacks } from '../compliance/acknowledge';
import { stateMachineName } from '../contract/parameter-names';
import { jobDefinition } from './job-definition';
import type { LuigiJobProps } from './luigi-job-props';
import type { ParameterSchema } from './parameter-schemas';

/** Where a job runs. */
export interface JobPlace {
  readonly cluster: ICluster;
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroupIds: readonly string[];
}

/** What a job's state machine runs, and what it does beside. */
export interface JobStateMachineParts {
  readonly place: JobPlace;
  readonly taskDefinition: FargateTaskDefinition;
  readonly logGroup: ILogGroup;
  /** Encrypts what executions hold. */
  readonly encryptionKey: IKey;
  /**
   * JSONata that makes the given parameters of `$states.input`.
   * @default $states.input.parameters
   */
  readonly parametersExpression?: string;
  /**
   * Told of each run that failed.
   * @default - nobody is
   */
  readonly failureTopic?: ITopic;
}

const DEFAULT_TIMEOUT = Duration.hours(12);

/** The state machine of a job, with a role that may run this one task and nothing else. */
export class JobStateMachine extends Construct {
  /** The state machine. */
  public readonly stateMachine: StateMachine;
  private readonly role: Role;

  public constructor(scope: Construct, id: string, props: LuigiJobProps, parts: JobStateMachineParts) {
    super(scope, id);
    const { place, taskDefinition: task, logGroup } = parts;
    const { service, jobName, timeout = DEFAULT_TIMEOUT, retries = {}, parameters = {} } = props;
    const stack = Stack.of(this);
    const name = stateMachineName(service.serviceName, jobName);
    this.role = new Role(this, 'Role', {
      description: `Runs the job ${jobName} of the Luigi service ${service.serviceName}`,
      assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'states', resource: 'stateMachine', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME }) },
      } }),
    });
    this.mayRun(name, place.cluster, task);
    const { count = 0, interval = Duration.minutes(1), backoffRate = 2 } = retries;
    this.stateMachine = new StateMachine(this, 'Resource', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      role: this.role,
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
      definitionBody: DefinitionBody.fromString(stack.toJsonString(jobDefinition({
        comment: `Job ${jobName} of the Luigi service ${service.serviceName}`,
        command: {
          module: props.module, family: props.family, reasonRequired: props.reasonRequired ?? false,
          parameters: Object.entries(parameters).map(([parameter, { schema, required }]) => (
            { name: parameter, schema: schema as ParameterSchema, required })),
        },
        parametersExpression: parts.parametersExpression,
        failureTopicArn: parts.failureTopic?.topicArn,
        partition: stack.partition,
        clusterArn: place.cluster.clusterArn,
        taskFamily: name,
        subnetIds: place.vpc.selectSubnets(place.subnets).subnetIds,
        securityGroupIds: place.securityGroupIds,
        spot: props.spot ?? false,
        timeoutSeconds: timeout.toSeconds(),
        retries: { count, intervalSeconds: interval.toSeconds(), backoffRate },
      }))),
    });
    // It names the family only, and would be there before the first task definition.
    this.stateMachine.node.addDependency(task);
  }

  private mayRun(family: string, cluster: ICluster, task: FargateTaskDefinition): void {
    const stack = Stack.of(this);
    const onCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
    const definition = stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: family });
    const tasks = stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` });
    this.role.addToPolicy(new PolicyStatement({ sid: 'RunTask', actions: ['ecs:RunTask'], resources: [definition, `${definition}:*`], conditions: onCluster }));
    this.role.addToPolicy(new PolicyStatement({ sid: 'FollowTask', actions: ['ecs:DescribeTasks', 'ecs:StopTask'], resources: [tasks], conditions: onCluster }));
    this.role.addToPolicy(new PolicyStatement({
      sid: 'PassRoles', actions: ['iam:PassRole'], resources: [task.taskRole.roleArn, task.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }));
    this.role.addToPolicy(new PolicyStatement({
      sid: 'HearOfTask', actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [stack.formatArn({ service: 'events', resource: 'rule', resourceName: 'StepFunctionsGetEventsForECSTaskRule' })],
    }));
    for (const [resource, reason] of [
      ['*', 'Log deliveries and X-Ray know no resources'],
      [`${definition}:*`, 'Revisions of the job\'s own task definition: a run that is redriven after a deployment takes the newest'],
      [tasks, 'Tasks have generated ids; only those of the job\'s cluster'],
    ] as const) {
      Validations.of(this.role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flatReference(stack.resolve(resource))}]`, reason });
    }
    acknowledgeInPacks(this.role, 'IAMNoInlinePolicy', 'The policy of the state machine\'s own role, made and removed with it: no other identity may have what it says');
  }
}
