import { checkedCommand, type JobCommand } from './job-command';
import { JOB_CONTAINER } from './job-task';
import { evaluated } from './jsonata';

/** What a job's state machine runs, and how. */
export interface JobDefinition {
  readonly comment: string;
  /** What is run. */
  readonly command: JobCommand;
  /**
   * JSONata that makes the given parameters of `$states.input`.
   * @default $states.input.parameters
   */
  readonly parametersExpression?: string;
  /**
   * Topic that is told of a run that failed.
   * @default - nobody is
   */
  readonly failureTopicArn?: string;
  readonly partition: string;
  readonly clusterArn: string;
  /** Not a revision: an execution that is redriven after a deployment still finds it. */
  readonly taskFamily: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly spot: boolean;
  readonly timeoutSeconds: number;
  readonly retries: { readonly count: number; readonly intervalSeconds: number; readonly backoffRate: number };
}

/** The error of an execution whose input the job does not take. */
export const INPUT_REFUSED = 'Job.InputRefused';

const DAY_SECONDS = 86_400;
/** For the states around the run, and for ECS to stop a task that ran out of time. */
const SPARE_SECONDS = 600;

/**
 * The state machine in the Amazon States Language, in JSON that may hold tokens.
 *
 * A failed run is not caught: caught, it would end in a Fail state, and a redrive would only fail there again. The cause of such an
 * execution is ECS's description of the task.
 */
export function jobDefinition(job: JobDefinition): object {
  const { count, intervalSeconds, backoffRate } = job.retries;
  return {
    Comment: job.comment,
    QueryLanguage: 'JSONata',
    // What holds back a second run of the same job and parameters will stand between "Input fits" and "Run", where the input is known to be right.
    StartAt: 'Check input',
    TimeoutSeconds: (count + 1) * job.timeoutSeconds + waits(job.retries) + SPARE_SECONDS,
    States: {
      'Check input': { Type: 'Pass', Assign: { checked: evaluated(checkedCommand(job.command, job.parametersExpression)) }, Next: 'Input fits' },
      'Input fits': {
        Type: 'Choice',
        Choices: [{ Condition: evaluated('$exists($checked.faults)'), Next: 'Refuse input' }],
        Default: 'Run',
      },
      'Refuse input': { Type: 'Fail', Error: INPUT_REFUSED, Cause: evaluated('$checked.faults') },
      Run: {
        Type: 'Task',
        Resource: `arn:${job.partition}:states:::ecs:runTask.sync`,
        Arguments: runTask(job),
        TimeoutSeconds: job.timeoutSeconds,
        ...(count === 0 ? {} : {
          Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: count, IntervalSeconds: intervalSeconds, BackoffRate: backoffRate, MaxDelaySeconds: DAY_SECONDS }],
        }),
        Output: evaluated(RESULT),
        End: true,
      },
    },
  };
}

/** JSONata: the result of a run that succeeded. What is not known is left out. */
export const RESULT = `(
  $task := $states.result;
  $container := $task.Containers[Name = "${JOB_CONTAINER}"];
  $id := $split($task.TaskArn, "/")[-1];
  {
    "executionId": $states.context.Execution.Name,
    "taskArn": $task.TaskArn,
    "logStream": "${JOB_CONTAINER}/${JOB_CONTAINER}/" & $id,
    "exitCode": $container.ExitCode,
    "reason": $container.Reason,
    "stopCode": $task.StopCode,
    "stoppedReason": $task.StoppedReason
  }
)`;

function runTask(job: JobDefinition): object {
  return {
    Cluster: job.clusterArn,
    TaskDefinition: job.taskFamily,
    ...(job.spot ? { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] } : { LaunchType: 'FARGATE' }),
    PlatformVersion: '1.4.0',
    EnableExecuteCommand: false,
    NetworkConfiguration: {
      AwsvpcConfiguration: { Subnets: job.subnetIds, SecurityGroups: job.securityGroupIds, AssignPublicIp: 'DISABLED' },
    },
    Overrides: {
      ContainerOverrides: [{
        Name: JOB_CONTAINER,
        Command: evaluated('$checked.command'),
        Environment: [{ Name: 'LUIGI_RUN_ID', Value: evaluated('$states.context.Execution.Name') }],
      }],
    },
  };
}

function waits({ count, intervalSeconds, backoffRate }: JobDefinition['retries']): number {
  const each = Array.from({ length: count }, (_, index) => Math.min(DAY_SECONDS, intervalSeconds * backoffRate ** index));
  return Math.ceil(each.reduce((sum, wait) => sum + wait, 0));
}
