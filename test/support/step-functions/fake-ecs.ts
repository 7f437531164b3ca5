import { randomBytes } from 'node:crypto';
import { TaskError, type TaskHandler } from './interpreter';

/** A task that runs. */
export interface FakeTask {
  readonly arn: string;
  readonly logStream: string;
  /** Of the job's container. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly executionArn: string;
  /** Ends it. */
  end(exitCode: number): void;
  /** Aborted where Step Functions stops it. */
  readonly signal: AbortSignal;
}

interface Overrides { readonly ContainerOverrides?: { Name: string; Command?: string[]; Environment?: { Name: string; Value: string }[] }[] }

const CONTAINER = 'job';

/** As much of ECS as `ecs:runTask.sync` sees: tasks that run until they are told to end, or end by what they are told to run. */
export class FakeEcs {
  /** All tasks that were ever begun. */
  readonly tasks: FakeTask[] = [];
  /** What a task does: resolves to its exit code. @default - it runs until it is ended */
  program: ((task: FakeTask) => Promise<number>) | undefined;

  /** Those that go on. */
  readonly running = new Set<FakeTask>();

  readonly runTask: TaskHandler = async (args, { submitted, signal, executionArn }) => {
    const arn = `arn:aws:ecs:eu-central-1:111122223333:task/shared/${randomBytes(16).toString('hex')}`;
    const overrides = (args['Overrides'] as Overrides | undefined)?.ContainerOverrides?.find(({ Name }) => Name === CONTAINER);
    const description = { TaskArn: arn, LastStatus: 'PROVISIONING', TaskDefinitionArn: args['TaskDefinition'] };
    submitted({ Failures: [], Tasks: [description] });
    let end = (_exitCode: number): void => undefined;
    const ended = new Promise<number>((resolve) => { end = resolve; });
    const task: FakeTask = {
      arn, logStream: `${CONTAINER}/${CONTAINER}/${arn.split('/').at(-1)}`, executionArn, signal, end,
      command: overrides?.Command ?? [], environment: Object.fromEntries((overrides?.Environment ?? []).map(({ Name, Value }) => [Name, Value])),
    };
    this.tasks.push(task);
    this.running.add(task);
    try {
      const exitCode = await Promise.race([ended, this.program?.(task) ?? ended, stopped(signal)]);
      const stop = {
        ...description, LastStatus: 'STOPPED', StopCode: 'EssentialContainerExited', StoppedReason: 'Essential container in task exited',
        Containers: [{ Name: CONTAINER, ExitCode: exitCode, LastStatus: 'STOPPED' }],
      };
      if (exitCode !== 0) throw new TaskError('States.TaskFailed', JSON.stringify(stop));
      return stop;
    } finally {
      this.running.delete(task);
    }
  };
}

function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => { signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }); });
}
