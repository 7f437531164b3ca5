import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { flatReference } from '../../access/resolved-text';
import { acknowledgeInPacks } from '../../compliance/acknowledge';

/** What the role of a job's state machine is for. */
export interface JobRoleProps {
  /** Of the state machine, and of the family of its tasks. */
  readonly name: string;
  readonly jobName: string;
  readonly serviceName: string;
  readonly runTable: ITable;
  readonly cluster: ICluster;
  readonly taskDefinition: FargateTaskDefinition;
  /** Encrypts executions. */
  readonly encryptionKey: IKey;
  /** @default - nobody is told of failures */
  readonly failureTopic?: ITopic;
}

/**
 * The role of a job's state machine. It may run this one task and pass its two roles to it, write this job's items in the table of runs,
 * look at its own executions, and use the keys that it needs through the services that they are for.
 */
export function jobRole(scope: Construct, id: string, props: JobRoleProps): Role {
  const stack = Stack.of(scope);
  const { name, jobName, serviceName, cluster } = props;
  const definition = stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: name });
  const tasks = stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` });
  const stateMachine = stack.formatArn({ service: 'states', resource: 'stateMachine', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const executions = stack.formatArn({ service: 'states', resource: 'execution', resourceName: `${name}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const role = new Role(scope, id, {
    description: `Runs the job ${jobName} of the Luigi service ${serviceName}`,
    assumedBy: new ServicePrincipal('states.amazonaws.com', { conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': stateMachine },
    } }),
    inlinePolicies: { Job: new PolicyDocument({ statements: [
      ...runTask(props, stack, definition, tasks),
      ...keepTurns(props, stack, executions),
      ...encryptExecutions(props, stack, stateMachine),
      ...props.failureTopic === undefined ? [] : tell(props.failureTopic, stack),
      new PolicyStatement({ sid: 'Log', actions: LOG_ACTIONS, resources: ['*'] }),
      new PolicyStatement({ sid: 'Trace', actions: TRACE_ACTIONS, resources: ['*'] }),
    ] }) },
  });
  const acknowledge = (resource: string, reason: string): void => {
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flatReference(stack.resolve(resource))}]`, reason });
  };
  for (const [resource, reason] of [
    ['*', 'Log deliveries and X-Ray know no resources'],
    [`${definition}:*`, 'Revisions of the job\'s own task definition: a run that is redriven after a deployment takes the newest'],
    [tasks, GENERATED_IDS],
    [executions, 'Executions of the job\'s own state machine, whose names are made when they start: whether they still run'],
  ] as const) acknowledge(resource, reason);
  // How a cluster of another stack is referred to is known once all stacks are there.
  if (Stack.of(cluster) !== stack) {
    role.node.addValidation({ validate: () => {
      acknowledge(tasks, GENERATED_IDS);
      return [];
    } });
  }
  acknowledgeInPacks(role, 'IAMNoInlinePolicy', 'The policy of the state machine\'s own role, made and removed with it: no other identity may have what it says');
  return role;
}

const GENERATED_IDS = 'Tasks have generated ids; only those of the job\'s cluster';

/** As Step Functions asks for. @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
const LOG_ACTIONS = [
  'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
  'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
];
const TRACE_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'];

function runTask({ cluster, taskDefinition }: JobRoleProps, stack: Stack, definition: string, tasks: string): PolicyStatement[] {
  const onCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } };
  return [
    new PolicyStatement({ sid: 'RunTask', actions: ['ecs:RunTask'], resources: [definition, `${definition}:*`], conditions: onCluster }),
    new PolicyStatement({ sid: 'FollowTask', actions: ['ecs:DescribeTasks', 'ecs:StopTask'], resources: [tasks], conditions: onCluster }),
    new PolicyStatement({
      sid: 'PassRoles', actions: ['iam:PassRole'], resources: [taskDefinition.taskRole.roleArn, taskDefinition.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
    new PolicyStatement({
      sid: 'HearOfTask', actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [stack.formatArn({ service: 'events', resource: 'rule', resourceName: 'StepFunctionsGetEventsForECSTaskRule' })],
    }),
  ];
}

/** The table is the whole service's: of this job's items only. */
function keepTurns({ jobName, runTable }: JobRoleProps, stack: Stack, executions: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'KeepTurns', actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resources: [runTable.tableArn],
      // The first holds too where a call names no keys.
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [jobName] }, 'Null': { 'dynamodb:LeadingKeys': 'false' } },
    }),
    ...runTable.encryptionKey === undefined ? [] : [new PolicyStatement({
      sid: 'UseTableKey', resources: [runTable.encryptionKey.keyArn], conditions: via(stack, 'dynamodb'),
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    })],
    new PolicyStatement({ sid: 'LookAtRuns', actions: ['states:DescribeExecution'], resources: [executions] }),
  ];
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
function encryptExecutions({ encryptionKey }: JobRoleProps, stack: Stack, stateMachine: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'EncryptRuns', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': stateMachine } },
    }),
    new PolicyStatement({
      sid: 'EncryptLog', actions: ['kms:GenerateDataKey'], resources: [encryptionKey.keyArn],
      conditions: { StringEquals: {
        'kms:EncryptionContext:SourceArn': stack.formatArn({ service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
      } },
    }),
  ];
}

function tell({ topicArn, masterKey }: ITopic, stack: Stack): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'TellOfFailure', actions: ['sns:Publish'], resources: [topicArn] }),
    ...masterKey === undefined ? [] : [new PolicyStatement({
      sid: 'UseTopicKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [masterKey.keyArn], conditions: via(stack, 'sns'),
    })],
  ];
}

/** Whatever the partition's suffix. */
function via(stack: Stack, service: string): { StringLike: Record<string, string> } {
  return { StringLike: { 'kms:ViaService': `${service}.${stack.region}.*` } };
}
