import { Duration, Stack } from 'aws-cdk-lib';
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType, type CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { stateMachineName } from '../../contract/parameter-names';
import type { LuigiJobProps } from '../luigi-job-props';
import type { ParameterSchema } from '../parameters/parameter-schemas';
import { jobDefinition, type JobDefinition } from './job-definition';
import { jobRole } from './job-role';

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
/** How long Step Functions uses a data key again before it asks KMS for another. */
const KEY_REUSE = Duration.minutes(5);

/** The state machine of a job, with a role that may run this one task, keep this job's turns and records, and nothing else. */
export class JobStateMachine extends Construct {
  /** The state machine. */
  public readonly stateMachine: StateMachine;

  public constructor(scope: Construct, id: string, props: LuigiJobProps, parts: JobStateMachineParts) {
    super(scope, id);
    const { service, jobName } = props;
    const { taskDefinition, logGroup, encryptionKey } = parts;
    const name = stateMachineName(service.serviceName, jobName);
    const role = jobRole(this, 'Role', {
      name, jobName, serviceName: service.serviceName, runTable: service.runTable, cluster: parts.place.cluster, taskDefinition, encryptionKey,
      failureTopic: parts.failureTopic,
    });
    this.stateMachine = new StateMachine(this, 'Resource', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      // All that it needs is in the role itself: a policy beside it is one resource more for each job.
      role: role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(jobDefinition(this.definition(props, parts, name)))),
    });
    // Said here, not to the construct above: that would alter the policy of the service's key with each job.
    (this.stateMachine.node.defaultChild as CfnStateMachine).encryptionConfiguration = {
      type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: encryptionKey.keyArn, kmsDataKeyReusePeriodSeconds: KEY_REUSE.toSeconds(),
    };
    // It names the family only, and would be there before the first task definition.
    this.stateMachine.node.addDependency(taskDefinition);
  }

  private definition(props: LuigiJobProps, { place, parametersExpression, failureTopic }: JobStateMachineParts, name: string): JobDefinition {
    const { service, jobName, timeout = DEFAULT_TIMEOUT, retries = {}, parameters = {} } = props;
    const { maxAttempts = 0, interval = Duration.minutes(1), backoffRate = 2 } = retries;
    return {
      serviceName: service.serviceName,
      jobName,
      command: {
        module: props.module, family: props.family, reasonRequired: props.reasonRequired ?? false,
        parameters: Object.entries(parameters).map(([parameter, { schema, required }]) => (
          { name: parameter, schema: schema as ParameterSchema, required })),
      },
      parametersExpression,
      failureTopicArn: failureTopic?.topicArn,
      partition: Stack.of(this).partition,
      runTableName: service.runTable.tableName,
      maxConcurrentRuns: props.maxConcurrentRuns ?? 1,
      clusterArn: place.cluster.clusterArn,
      taskFamily: name,
      subnetIds: place.vpc.selectSubnets(place.subnets).subnetIds,
      securityGroupIds: place.securityGroupIds,
      spot: props.spot ?? false,
      timeoutSeconds: timeout.toSeconds(),
      retries: { maxAttempts, intervalSeconds: interval.toSeconds(), backoffRate },
    };
  }
}
