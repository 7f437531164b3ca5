import { JOB_CONTAINER } from '../../contract/job-container';
import { RUN_REFUSALS } from '../../contract/run-refusals';
import { LANE_AGENT_CONTAINER } from '../task/lane-agent-container';
import { checkedCommand, type JobCommand } from './job-command';
import { evaluated } from './jsonata';
import { ending, noting } from './turns/ending-states';
import { RESULT, THROWN } from './turns/outcome';
import { recordItem } from './turns/records';
import { NEW_ATTEMPT, REDRIVEN, REDRIVEN_RULE, STATE, type States } from './turns/states';
import type { TurnTable } from './turns/table-call';
import { givingTurnBack, takingTurn } from './turns/turn-states';
import { twinAttribute } from './turns/twin';

/** What a job's state machine runs, and how. */
export interface JobDefinition {
  readonly serviceName: string;
  readonly jobName: string;
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
  /** The service's table of runs. */
  readonly runTableName: string;
  /** Runs at the same time, whatever their parameters. */
  readonly maxConcurrentRuns: number;
  readonly clusterArn: string;
  /** Not a revision: an execution that is redriven after a deployment still finds it. */
  readonly taskFamily: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly spot: boolean;
  readonly timeoutSeconds: number;
  readonly retries: { readonly maxAttempts: number; readonly intervalSeconds: number; readonly backoffRate: number };
}

const DAY_SECONDS = 86_400;
/** For the states around the run, with all their tries, and for ECS to stop a task that ran out of time. */
const SPARE_SECONDS = 3600;

/**
 * The state machine in the Amazon States Language, in JSON that may hold tokens.
 *
 * It checks the input, takes its turn, notes in the table of runs that it runs, runs, notes how it ended, gives the turn back, and ends as
 * the run has. docs/decisions/0010-turns-of-runs.md says why so.
 */
export function jobDefinition(job: JobDefinition): object {
  const { maxAttempts } = job.retries;
  const table: TurnTable = { partition: job.partition, tableName: job.runTableName, jobName: job.jobName };
  return {
    Comment: `Job ${job.jobName} of the Luigi service ${job.serviceName}`,
    QueryLanguage: 'JSONata',
    StartAt: STATE.checkInput,
    TimeoutSeconds: (maxAttempts + 1) * job.timeoutSeconds + waits(job.retries) + SPARE_SECONDS,
    States: {
      ...checkingInput(job),
      ...takingTurn({ ...table, maxConcurrentRuns: job.maxConcurrentRuns }),
      ...noting(table),
      ...running(job),
      ...givingTurnBack(table),
      ...ending(table, `Luigi service ${job.serviceName}, job ${job.jobName}`, job.failureTopicArn),
    },
  };
}

function checkingInput(job: JobDefinition): States {
  const names = job.command.parameters.map(({ name }) => name);
  return {
    [STATE.checkInput]: {
      Type: 'Pass',
      Assign: { ...NEW_ATTEMPT, checked: evaluated(checkedCommand(job.command, job.parametersExpression)) },
      Next: STATE.inputFits,
    },
    [STATE.inputFits]: {
      Type: 'Choice',
      Choices: [
        {
          Condition: evaluated('$exists($checked.command)'),
          Assign: { twin: evaluated(twinAttribute(names, '$checked.parameters')), record: evaluated(recordItem(job.jobName, '$checked.parameters')) },
          Next: STATE.takeTurn,
        },
        {
          Condition: evaluated('true'),
          Assign: {
            record: evaluated(recordItem(job.jobName, '{}')),
            failure: { error: RUN_REFUSALS.input, cause: evaluated('$checked.faults'), state: 'failed', final: true },
          },
          Next: STATE.noteRefusal,
        },
      ],
    },
  };
}

function running(job: JobDefinition): States {
  const { maxAttempts, intervalSeconds, backoffRate } = job.retries;
  const thrown = { failure: evaluated(THROWN) };
  return {
    [STATE.run]: {
      Type: 'Task',
      Resource: `arn:${job.partition}:states:::ecs:runTask.sync`,
      Arguments: runTask(job),
      TimeoutSeconds: job.timeoutSeconds,
      ...(maxAttempts === 0 ? {} : {
        Retry: [
          { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
          { ErrorEquals: ['States.TaskFailed'], MaxAttempts: maxAttempts, IntervalSeconds: intervalSeconds, BackoffRate: backoffRate, MaxDelaySeconds: DAY_SECONDS },
        ],
      }),
      Assign: { result: evaluated(RESULT) },
      Catch: [
        { ErrorEquals: ['States.QueryEvaluationError'], Assign: thrown, Next: STATE.turnStillHeld },
        { ErrorEquals: ['States.ALL'], Assign: thrown, Next: STATE.noteFailure },
      ],
      Next: STATE.noteSuccess,
    },
    // The redrive of a run that was stopped begins at its state Run.
    [STATE.turnStillHeld]: { Type: 'Choice', Choices: [{ Condition: evaluated(REDRIVEN), ...REDRIVEN_RULE }], Default: STATE.noteFailure },
  };
}

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
        Command: evaluated(`${REDRIVEN} ? $error("it was redriven: it takes its turn first") : $checked.command`),
        Environment: [{ Name: 'LUIGI_RUN_ID', Value: evaluated('$states.context.Execution.Name') }],
      }, {
        Name: LANE_AGENT_CONTAINER,
        Environment: [{ Name: 'LUIGI_RUN_ID', Value: evaluated('$states.context.Execution.Name') }],
      }],
    },
  };
}

function waits({ maxAttempts, intervalSeconds, backoffRate }: JobDefinition['retries']): number {
  const each = Array.from({ length: maxAttempts }, (_, index) => Math.min(DAY_SECONDS, intervalSeconds * backoffRate ** index));
  return Math.ceil(each.reduce((sum, wait) => sum + wait, 0));
}
