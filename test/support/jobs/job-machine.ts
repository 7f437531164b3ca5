import { JobParameter } from '../../../lib/jobs/parameters/job-parameter';
import type { ParameterSchema } from '../../../lib/jobs/parameters/parameter-schemas';
import { jobDefinition, type JobDefinition } from '../../../lib/jobs/state-machine/job-definition';
import { StateMachineInterpreter, TaskError, type Execution, type TaskContext, type TaskHandlers } from '../step-functions/interpreter';
import { MemoryTable } from './memory-table';

/** A job's definition; say only what matters to the test. */
export function aDefinition(over: Partial<JobDefinition> = {}): object {
  const declared = { day: JobParameter.date(), region: JobParameter.choice({ values: ['eu', 'us'], defaultValue: 'eu' }), rows: JobParameter.integer({ optional: true }) };
  return jobDefinition({
    serviceName: 'luigi', jobName: 'daily', partition: 'aws', runTableName: 'luigi-runs', maxConcurrentRuns: 1, clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shared',
    command: {
      module: 'reports.daily', family: 'DailyReport', reasonRequired: false,
      parameters: Object.entries(declared).map(([name, { schema, required }]) => ({ name, schema: schema as ParameterSchema, required })),
    },
    taskFamily: 'luigi-luigi_daily', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'], spot: false, timeoutSeconds: 600,
    retries: { maxAttempts: 0, intervalSeconds: 60, backoffRate: 2 },
    ...over,
  });
}

/** What ECS tells of a task that has ended. */
export function ecsTask(exitCode: number | undefined, over: object = {}): object {
  return {
    TaskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shared/0123456789abcdef', StopCode: 'EssentialContainerExited', StoppedReason: 'Essential container in task exited',
    Containers: [{ Name: 'lane-agent', ExitCode: 143 }, { Name: 'job', ...(exitCode === undefined ? {} : { ExitCode: exitCode }) }],
    ...over,
  };
}

/** A task of ECS that ends when the test says so. */
export interface RunningTask {
  readonly execution: string;
  readonly command: readonly string[];
  /** As ECS ends it: with 0 it has succeeded. */
  exit(code?: number, over?: object): void;
  throw(error: string, cause: string): void;
}

/** A job's state machine with a table, an ECS whose tasks the test ends, and a topic. */
export class JobMachine {
  readonly table = new MemoryTable();
  readonly executions = new Map<string, Execution>();
  /** Tasks that run. */
  readonly running: RunningTask[] = [];
  /** Most tasks that ran at once. */
  most = 0;
  readonly published: Record<string, unknown>[] = [];
  /** Asked before each call of a service; what it throws is the answer. */
  fault: (service: string) => void = () => undefined;
  private readonly interpreter: StateMachineInterpreter;
  private waiting: (() => void)[] = [];

  constructor(over: Partial<JobDefinition> = {}, more: TaskHandlers = {}) {
    const guarded = (name: string, handler: TaskHandlers[string]): TaskHandlers[string] => async (args, context) => {
      this.fault(name);
      return handler(args, context);
    };
    const tasks: TaskHandlers = {
      ...this.table.tasks,
      'ecs:runTask.sync': (args, context) => this.runTask(args, context),
      'aws-sdk:sfn:describeExecution': ({ ExecutionArn }) => this.describe(String(ExecutionArn)),
      'sns:publish': (args) => { this.published.push(args); return Promise.resolve({ MessageId: '1' }); },
      ...more,
    };
    this.interpreter = new StateMachineInterpreter(
      aDefinition(over), Object.fromEntries(Object.entries(tasks).map(([name, handler]) => [name, guarded(name, handler)])),
      { waitFactor: 0, stateMachineArn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:luigi-luigi_daily' },
    );
  }

  start(name: string, parameters: object = { day: '2026-11-23' }, input: object = {}): Execution {
    const execution = this.interpreter.start({ parameters, ...input }, { name });
    this.executions.set(name, execution);
    return execution;
  }

  /** Starts a run and waits until its task runs. */
  async started(name: string, parameters?: object): Promise<RunningTask> {
    this.start(name, parameters);
    return this.task(name);
  }

  /** The task of an execution, once it runs. */
  async task(execution: string): Promise<RunningTask> {
    for (;;) {
      const found = this.running.find((task) => task.execution === execution);
      if (found !== undefined) return found;
      const { status, error, cause } = this.executions.get(execution) as Execution;
      if (status !== 'RUNNING') throw new Error(`the execution ${execution} is ${status}: ${error}: ${cause}`);
      await Promise.race([new Promise<void>((resolve) => { this.waiting.push(resolve); }), (this.executions.get(execution) as Execution).done]);
    }
  }

  /** Attributes of a run's record, without their types. */
  record(name: string): Record<string, unknown> | undefined {
    const item = this.table.item(`run#${name}`);
    return item && Object.fromEntries(Object.entries(item).map(([attribute, { S, N }]) => [attribute, N === undefined ? S : Number(N)]));
  }

  /** The names of executions that have a turn; throws where the item is not whole. */
  get holders(): readonly string[] {
    const { job: _job, item: _item, holders, ...twins } = this.table.item('turns') ?? {};
    const names = [...holders?.SS ?? []].sort();
    expect(Object.values(twins).map(({ S }) => S).sort()).toEqual(names);
    return names;
  }

  private runTask(args: Record<string, unknown>, { submitted, signal, executionArn }: TaskContext): Promise<unknown> {
    const { Command: command } = (args as { Overrides: { ContainerOverrides: [{ Command: string[] }] } }).Overrides.ContainerOverrides[0];
    submitted({ Tasks: [ecsTask(undefined, { StopCode: undefined, StoppedReason: undefined })] });
    return new Promise((resolve, reject) => {
      const task: RunningTask = {
        execution: executionArn.split(':').at(-1) as string,
        command,
        exit: (code = 0, over = {}) => {
          end();
          if (code === 0) resolve(ecsTask(0, over));
          else reject(new TaskError('States.TaskFailed', JSON.stringify(ecsTask(code, over))));
        },
        throw: (error, cause) => { end(); reject(new TaskError(error, cause)); },
      };
      const end = (): void => { this.running.splice(this.running.indexOf(task), 1); signal.removeEventListener('abort', end); };
      signal.addEventListener('abort', end);
      this.most = Math.max(this.most, this.running.push(task));
      for (const told of this.waiting.splice(0)) told();
    });
  }

  private describe(executionArn: string): Promise<unknown> {
    const execution = this.executions.get(executionArn.split(':').at(-1) as string);
    if (execution?.executionArn !== executionArn) throw new TaskError('Sfn.ExecutionDoesNotExistException', `Execution Does Not Exist: '${executionArn}'`);
    return Promise.resolve({ ExecutionArn: executionArn, Status: execution.status });
  }
}
