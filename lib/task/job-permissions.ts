import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { flatReference } from '../access/resolved-text';
import { jobsPath, laneParameterName, stateMachineName } from '../contract/parameter-names';
import { RUN_TABLE } from '../contract/run-table';

/** The jobs that a service's gateway serves. */
export interface ServedJobs {
  /** Name of the service. */
  readonly serviceName: string;
  /** Written by the jobs' state machines. */
  readonly runTable: ITable;
  /** Encrypts the table. */
  readonly encryptionKey: IKey;
}

/** ARN of the service's state machines up to the job's name. */
export function stateMachinePrefix(stack: Stack, serviceName: string): string {
  return statesArn(stack, 'stateMachine', stateMachineName(serviceName, ''));
}

/**
 * Lets the gateway read jobs and their runs, start runs, stop and redrive them. It can't write runs, alter a state machine, run a task or pass
 * a role: what a run may do is decided where its job is deployed.
 *
 * Jobs are named by the service's prefix, not one by one: the service changes in nothing when one is added.
 */
export function mayServeJobs(task: FargateTaskDefinition, { serviceName, runTable, encryptionKey }: ServedJobs): void {
  const stack = Stack.of(task);
  const machines = `${stateMachinePrefix(stack, serviceName)}*`;
  const executions = `${statesArn(stack, 'execution', stateMachineName(serviceName, '*'))}:*`;
  const streams = stack.formatArn({
    service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `/aws/vendedlogs/states/${stateMachineName(serviceName, '*')}:log-stream:job/*`,
  });
  const keys = stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
  const parameter = (name: string): string => stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
  const statements = [
    { sid: 'ReadJobs', actions: ['ssm:GetParametersByPath'], resources: [parameter(jobsPath(serviceName))] },
    { sid: 'StartRuns', actions: ['states:StartExecution'], resources: [machines] },
    {
      sid: 'FollowRuns', resources: [executions],
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution', 'states:RedriveExecution'],
    },
    {
      // Jobs may have keys of their own, in other stacks. Only Step Functions may use them for the gateway, and only for what is the service's.
      sid: 'ReadEncryptedRuns', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keys],
      conditions: { ...via(stack, 'states'), ArnLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': machines } },
    },
    { sid: 'ReadLogsOfRuns', actions: ['logs:GetLogEvents'], resources: [streams] },
    { sid: 'ReadRecordedRuns', actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], resources: [runTable.tableArn] },
    {
      sid: 'ListRecordedRuns', actions: ['dynamodb:Query'],
      resources: [runTable.tableArn, ...[RUN_TABLE.byStart, RUN_TABLE.recent].map((index) => `${runTable.tableArn}/index/${index}`)],
    },
    { sid: 'DecryptRecordedRuns', actions: ['kms:Decrypt'], resources: [encryptionKey.keyArn], conditions: via(stack, 'dynamodb') },
    // It looks before it writes: a version is made when the certificate is another.
    { sid: 'TellLaneCertificate', actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [parameter(laneParameterName(serviceName))] },
  ];
  for (const statement of statements) task.addToTaskRolePolicy(new PolicyStatement(statement));
  for (const [resource, reason] of [
    [machines, 'The service\'s own state machines: names of services hold no _, so that no other service\'s begin like this. Jobs are added without a change of the service'],
    [executions, 'Runs of the service\'s own jobs: their names are made when they start'],
    [streams, 'What containers of the service\'s own jobs print, each run in a stream of its own, named when it starts'],
    [keys, 'Keys of jobs are theirs, perhaps in other stacks: Step Functions alone may use them for this role, by kms:ViaService, and for the service\'s own state machines only, by the encryption context'],
  ] as const) {
    Validations.of(task.taskRole).acknowledge({ id: `AwsSolutions-IAM5[Resource::${flatReference(stack.resolve(resource))}]`, reason });
  }
}

function statesArn(stack: Stack, resource: string, resourceName: string): string {
  return stack.formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
}

/** Whatever the partition's suffix: in China the documentation leaves it open. */
function via(stack: Stack, service: string): { StringLike: Record<string, string> } {
  return { StringLike: { 'kms:ViaService': `${service}.${stack.region}.*` } };
}
