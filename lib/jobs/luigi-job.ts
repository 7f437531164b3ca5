import { Fn, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import {
  CfnSecurityGroupIngress, Connections, Port, SecurityGroup, SubnetType, type IConnectable, type IPeer, type ISecurityGroup, type IVpc,
} from 'aws-cdk-lib/aws-ec2';
import type { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceKeyPolicy } from '../audit/service-key-policy';
import { stateMachineName } from '../contract/parameter-names';
import type { ILuigiService } from '../luigi-service-base';
import { WORKER_PORT } from '../task/ports';
import { checkJobProps } from './job-checks';
import { jobDocument, JobParameterStore } from './job-document';
import { nameOnce } from './job-names';
import type { LuigiJobProps } from './luigi-job-props';
import { JobSchedules, parametersOfSchedules } from './schedules/job-schedules';
import { UndeliveredStarts } from './schedules/undelivered-starts';
import { JobStateMachine, type JobPlace } from './state-machine/job-state-machine';
import { JobTask } from './task/job-task';

/**
 * A Luigi task that can be started with parameters: a Step Functions state machine that runs one Fargate task, described for the service in
 * SSM.
 *
 * An execution's input is `{ parameters, requestedBy, mapping, reason }`. Whatever the parameters hold, the command is the one that is
 * declared here. The service itself changes in nothing when a job is added.
 */
export class LuigiJob extends Resource implements IGrantable, IConnectable {
  /** Name of the job. */
  public readonly jobName: string;
  /** The job's own task role: `bucket.grantRead(job)`. */
  public readonly grantPrincipal: IPrincipal;
  /** The network interface of its tasks. */
  public readonly connections: Connections;
  /** The task definition. */
  public readonly taskDefinition: FargateTaskDefinition;
  /** The state machine: `luigi-<service>_<job>`. */
  public readonly stateMachine: StateMachine;
  /** What its executions do and its tasks print. */
  public readonly logGroup: ILogGroup;
  /** Name of the SSM parameter that describes it. */
  public readonly parameterName: string;

  /** @throws Error where a property does not fit; the message says what was got, what is expected and how to mend it */
  public constructor(scope: Construct, id: string, props: LuigiJobProps) {
    super(scope, id);
    checkJobProps(props);
    const document = jobDocument(props);
    const { service, jobName, schedules = {} } = props;
    this.jobName = jobName;
    const { cluster, vpc, subnets } = placeOf(props);
    const securityGroup = props.securityGroup ?? this.makeSecurityGroup(props, vpc);
    this.connections = new Connections({ securityGroups: [securityGroup] });
    const workers = workersGroupOf(service, vpc);
    if (workers === undefined) this.letReachWorkerLane(props, securityGroup);
    const encryptionKey = props.encryptionKey ?? service.jobDefaults.encryptionKey ?? this.makeKey(props);
    this.logGroup = this.makeLogGroup(props, encryptionKey);
    this.taskDefinition = new JobTask(this, 'Task', props, this.logGroup).taskDefinition;
    this.grantPrincipal = this.taskDefinition.taskRole.grantPrincipal;
    const groups = [securityGroup, ...(workers === undefined ? [] : [workers])];
    const place: JobPlace = { cluster, vpc, subnets, securityGroupIds: groups.map(({ securityGroupId }) => securityGroupId) };
    this.stateMachine = new JobStateMachine(this, 'StateMachine', props, {
      place, taskDefinition: this.taskDefinition, logGroup: this.logGroup, encryptionKey,
      parametersExpression: parametersOfSchedules(schedules), failureTopic: props.failureTopic,
    }).stateMachine;
    if (Object.keys(schedules).length > 0) this.makeSchedules(props, encryptionKey);
    const parameter = new JobParameterStore(this, 'Document', props, document, {
      taskRoleArn: this.taskDefinition.taskRole.roleArn, logGroupName: this.logGroup.logGroupName,
    });
    // Nobody is told of a job that can't be started.
    parameter.node.addDependency(this.stateMachine);
    this.parameterName = parameter.parameterName;
    nameOnce(this, service, jobName);
    service.declareJob(jobName, props.category);
  }

  private makeSecurityGroup({ jobName }: LuigiJobProps, vpc: IVpc): SecurityGroup {
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description: `Tasks of the Luigi job ${jobName}`, allowAllOutbound: false });
    const connections = new Connections({ securityGroups: [securityGroup] });
    connections.allowToAnyIpv4(Port.tcp(443), 'AWS endpoints');
    return securityGroup;
  }

  /** From the job's side, so that nothing of the service changes. */
  private letReachWorkerLane({ service }: LuigiJobProps, securityGroup: ISecurityGroup): void {
    const [lane] = service.connections.securityGroups;
    if (lane === undefined) {
      throw new Error(`got no securityGroup for the service ${service.serviceName} of another stack, expected that of its task, which is to let the job's workers in: give it to fromLuigiServiceAttributes`);
    }
    securityGroup.addEgressRule(inline(lane), Port.tcp(WORKER_PORT), 'worker lane of Luigi');
    new CfnSecurityGroupIngress(this, 'WorkerLane', {
      groupId: lane.securityGroupId, sourceSecurityGroupId: securityGroup.securityGroupId,
      ipProtocol: 'tcp', fromPort: WORKER_PORT, toPort: WORKER_PORT, description: `workers of the Luigi job ${this.jobName}`,
    });
  }

  private makeSchedules({ service, jobName, schedules = {}, removalPolicy = RemovalPolicy.RETAIN }: LuigiJobProps, encryptionKey: IKey): void {
    new JobSchedules(this, 'Schedules', {
      serviceName: service.serviceName, jobName, schedules, stateMachineArn: this.stateMachine.stateMachineArn, encryptionKey,
      deadLetterQueue: service.jobDefaults.deadLetterQueue ?? new UndeliveredStarts(this, 'UndeliveredStarts', { encryptionKey, removalPolicy }).queue,
    });
  }

  private makeLogGroup(props: LuigiJobProps, encryptionKey: IKey): LogGroup {
    const { service, jobName, logRetention = RetentionDays.ONE_YEAR, removalPolicy = RemovalPolicy.RETAIN } = props;
    // Step Functions may write to what has this prefix without an entry of its own in a policy that ends at 5,120 characters: some forty
    // jobs. The last part is the stack's own, so that what an earlier stack left behind is not in the way.
    const unique = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Stack.of(this).stackId))));
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${stateMachineName(service.serviceName, jobName)}-${unique}`,
      encryptionKey,
      retention: logRetention,
      removalPolicy,
    });
  }

  private makeKey({ jobName, removalPolicy = RemovalPolicy.RETAIN }: LuigiJobProps): IKey {
    const key = new Key(this, 'Key', { description: `Luigi job ${jobName}: runs, schedules, log`, enableKeyRotation: true, removalPolicy });
    for (const statement of [ServiceKeyPolicy.logs(this), ServiceKeyPolicy.logDelivery(this)]) key.addToResourcePolicy(statement);
    return key;
  }
}

/** The group that the worker lane lets in, where the job runs in that network. */
function workersGroupOf({ jobDefaults: { workerSecurityGroup, vpc, cluster } }: ILuigiService, jobVpc: IVpc): ISecurityGroup | undefined {
  return jobVpc === (vpc ?? cluster?.vpc) ? workerSecurityGroup : undefined;
}

/** A group as the other end of a rule that stands in the job's own group, not in a resource beside it. */
function inline(group: ISecurityGroup): IPeer {
  return {
    canInlineRule: true,
    uniqueId: group.uniqueId,
    connections: group.connections,
    toEgressRuleConfig: () => ({ destinationSecurityGroupId: group.securityGroupId }),
    toIngressRuleConfig: () => ({ sourceSecurityGroupId: group.securityGroupId }),
  };
}

function placeOf({ service, jobName, ...props }: LuigiJobProps): Omit<JobPlace, 'securityGroupIds'> {
  const { jobDefaults } = service;
  const cluster = props.cluster ?? jobDefaults.cluster;
  if (cluster === undefined) {
    throw new Error(`job ${jobName}: got no cluster, and the service ${service.serviceName} of another stack tells none, expected one; give it to the job, or jobDefaults to fromLuigiServiceAttributes`);
  }
  const vpc = props.vpc ?? (props.cluster === undefined ? jobDefaults.vpc : undefined) ?? cluster.vpc;
  const given = props.subnets ?? (vpc === jobDefaults.vpc ? jobDefaults.subnets : undefined);
  const subnets = given ?? { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  if (vpc.selectSubnets(subnets).hasPublic) {
    throw new Error(`job ${jobName}: got public subnets, expected private ones with a way out: tasks have no public address and would reach nothing from there; choose the subnetType PRIVATE_WITH_EGRESS`);
  }
  return { cluster, vpc, subnets };
}
