import {
  DescribeExecutionCommand, GetExecutionHistoryCommand, RedriveExecutionCommand, StartExecutionCommand, StopExecutionCommand, type SFNClient,
} from '@aws-sdk/client-sfn';
import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../../clock';
import { TokenBucket } from '../../limits/token-bucket';
import { ExpectedAnswer, unavailable, type AwsCalls } from './aws-calls';
import { objectOf } from './run-record';

/** How far an execution is, as Step Functions calls it. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** An execution, as Step Functions tells of it. */
export interface Execution {
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  /** @default - it goes on */
  readonly endedAt?: Date;
  /** JSON. */
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** What became of a redrive. */
export type Redriven = 'redriven' | 'not-redrivable' | 'gone';

interface Seen {
  /** undefined: Step Functions doesn't know it. */
  readonly execution: Execution | undefined;
  readonly at: number;
}

/** What this process has just done, which Step Functions need not show yet: its answers are eventually consistent. */
interface Done {
  readonly execution: Execution;
  readonly at: number;
}

const SEEN_RUNS = 5_000;
/** How long an answer of Step Functions may be older than what this process has done itself. */
const SETTLES_WITHIN_MS = 30_000;
/** Calls for runs without a record. Those that there are have just been started. AWS lets an account describe some 15 executions a second. */
const UNRECORDED = { burst: 50, perSecond: 3 };

/**
 * Executions of a service's state machines. Answers are kept for a moment, so that lists and crowds of starts don't use up the rate
 * that AWS grants to an account.
 *
 * Needs states:StartExecution on the state machines, and DescribeExecution, StopExecution, RedriveExecution and GetExecutionHistory on
 * their executions.
 */
export class Executions {
  private readonly seen = new LRUCache<string, Seen>({ max: SEEN_RUNS });
  private readonly done = new LRUCache<string, Done>({ max: SEEN_RUNS });
  private readonly asking = new Map<string, Promise<Execution | undefined>>();
  private readonly clock: Clock;
  private readonly unrecorded: TokenBucket;

  constructor(
    private readonly client: Pick<SFNClient, 'send'>,
    private readonly stateMachinePrefix: string,
    private readonly calls: AwsCalls,
    clock?: Clock,
  ) {
    this.clock = clock ?? systemClock;
    this.unrecorded = new TokenBucket(UNRECORDED.burst, UNRECORDED.perSecond, this.clock);
  }

  /**
   * Starts it, once by name: also where an earlier answer was lost.
   * @returns whether it was started now, rather than earlier
   * @throws Problem 503 `runner-unavailable`
   */
  async start(job: string, id: string, input: string): Promise<{ readonly now: boolean; readonly startedAt: Date }> {
    const asked = this.clock.now();
    try {
      const { startDate = new Date(asked) } = await this.calls.call('states:StartExecution', (abortSignal) => this.client.send(
        new StartExecutionCommand({ stateMachineArn: this.stateMachinePrefix + job, name: id, input }), { abortSignal }),
      ['ExecutionAlreadyExists', 'StateMachineDoesNotExist', 'StateMachineDeleting', 'ExecutionLimitExceeded']);
      // While it runs, the same name and input answer what the first start did. Its clock and ours may differ a little.
      const now = startDate.getTime() > asked - 2_000;
      if (now) this.note(job, id, { status: 'RUNNING', startedAt: startDate, input });
      return { now, startedAt: startDate };
    } catch (error) {
      if (!(error instanceof ExpectedAnswer)) throw error;
      if (error.answer === 'ExecutionLimitExceeded') throw unavailable('as many executions go on in the AWS account as may', { retryAfterSeconds: 60, cause: error });
      if (error.answer !== 'ExecutionAlreadyExists') {
        throw unavailable('the job\'s state machine is not there: it was removed, or is not deployed yet', { retryAfterSeconds: 60, cause: error });
      }
      return { now: false, startedAt: new Date(asked) };
    }
  }

  /**
   * The execution, or undefined where Step Functions doesn't know it: there never was one, or it ended more than 90 days ago.
   * @param maxAgeMs how old the answer may be where it goes on, and where it has ended
   */
  async find(job: string, id: string, { goesOn, ended }: { readonly goesOn: number; readonly ended: number }): Promise<Execution | undefined> {
    const key = `${job}/${id}`;
    const seen = this.seen.get(key);
    const age = seen === undefined ? Infinity : this.clock.monotonic() - seen.at;
    const told = seen !== undefined && age < (seen.execution?.endedAt === undefined ? goesOn : ended) ? seen.execution : await this.ask(job, id, key);
    return this.reconciled(key, told);
  }

  /**
   * As `find`, of one that the table says nothing of: who makes up ids doesn't use up what AWS grants the whole account, its state machines too.
   * @throws Problem 503 `runner-unavailable` where too many such are asked for
   */
  async findUnrecorded(job: string, id: string, age: { readonly goesOn: number; readonly ended: number }): Promise<Execution | undefined> {
    const key = `${job}/${id}`;
    const seen = this.seen.get(key);
    const isAnswered = seen !== undefined && (seen.execution !== undefined || this.clock.monotonic() - seen.at < age.goesOn);
    if (!isAnswered && !this.done.has(key) && !this.asking.has(key) && !this.unrecorded.take()) {
      throw unavailable('too many runs are asked for that are not known', { retryAfterSeconds: 5 });
    }
    return this.find(job, id, age);
  }

  /** @throws Problem 503 `runner-unavailable` */
  async stop(job: string, id: string, cause: string): Promise<void> {
    try {
      const { stopDate } = await this.calls.call('states:StopExecution', (abortSignal) => this.client.send(
        new StopExecutionCommand({ executionArn: this.arn(job, id), error: STOPPED, cause }), { abortSignal }), ['ExecutionDoesNotExist']);
      const before = this.forget(`${job}/${id}`);
      const endedAt = stopDate ?? new Date(this.clock.now());
      this.note(job, id, { ...before, status: 'ABORTED', startedAt: before?.startedAt ?? endedAt, endedAt, error: STOPPED, cause });
    } catch (error) {
      // It ended long ago: what is left of it says so
      if (!(error instanceof ExpectedAnswer)) throw error;
    }
  }

  /** @throws Problem 503 `runner-unavailable` */
  async redrive(job: string, id: string): Promise<Redriven> {
    try {
      const { redriveDate } = await this.calls.call('states:RedriveExecution', (abortSignal) => this.client.send(
        new RedriveExecutionCommand({ executionArn: this.arn(job, id) }), { abortSignal }),
      ['ExecutionNotRedrivable', 'ExecutionDoesNotExist', 'ExecutionLimitExceeded']);
      const { input } = this.forget(`${job}/${id}`) ?? {};
      this.note(job, id, { status: 'RUNNING', startedAt: redriveDate ?? new Date(this.clock.now()), ...(input === undefined ? {} : { input }) });
      return 'redriven';
    } catch (error) {
      if (!(error instanceof ExpectedAnswer)) throw error;
      if (error.answer === 'ExecutionLimitExceeded') throw unavailable('as many executions go on in the AWS account as may', { retryAfterSeconds: 60, cause: error });
      return error.answer === 'ExecutionDoesNotExist' ? 'gone' : 'not-redrivable';
    }
  }

  /** Whether this process has just redriven it, after this end of its. */
  redrivenAfter(job: string, id: string, endedAt: string | undefined): boolean {
    const done = this.done.get(`${job}/${id}`);
    if (done === undefined || isOver(done.execution) || this.clock.monotonic() - done.at > SETTLES_WITHIN_MS) return false;
    return endedAt === undefined || new Date(endedAt) <= done.execution.startedAt;
  }

  /** ARN of the newest ECS task that the execution has submitted; undefined where there is none yet, or no history any more. */
  async newestTask(job: string, id: string): Promise<string | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < HISTORY_PAGES; page += 1) {
      try {
        const command = new GetExecutionHistoryCommand({
          executionArn: this.arn(job, id), reverseOrder: true, maxResults: 100, includeExecutionData: true, nextToken,
        });
        const { events = [], nextToken: next } = await this.calls.call(
          'states:GetExecutionHistory', (abortSignal) => this.client.send(command, { abortSignal }), ['ExecutionDoesNotExist', 'InvalidToken']);
        for (const { taskSubmittedEventDetails: details } of events) {
          const [task] = details?.resourceType === 'ecs' ? (objectOf(details.output).Tasks as { TaskArn?: unknown }[] | undefined) ?? [] : [];
          if (typeof task?.TaskArn === 'string') return task.TaskArn;
        }
        if (next === undefined) return undefined;
        nextToken = next;
      } catch (error) {
        if (error instanceof ExpectedAnswer) return undefined;
        throw error;
      }
    }
    return undefined;
  }

  private ask(job: string, id: string, key: string): Promise<Execution | undefined> {
    const asked = this.asking.get(key);
    if (asked !== undefined) return asked;
    const at = this.clock.monotonic();
    const answer = this.described(job, id).then((execution) => {
      // What is older than our own doing is not kept: it would be told again once that has settled.
      if (this.reconciled(key, execution) === execution) this.seen.set(key, { execution, at });
      return execution;
    }).finally(() => this.asking.delete(key));
    this.asking.set(key, answer);
    return answer;
  }

  private async described(job: string, id: string): Promise<Execution | undefined> {
    try {
      const { status, startDate, stopDate, input, output, error, cause } = await this.calls.call('states:DescribeExecution', (abortSignal) => this.client.send(
        new DescribeExecutionCommand({ executionArn: this.arn(job, id) }), { abortSignal }), ['ExecutionDoesNotExist']);
      const told = { endedAt: stopDate, input, output, error, cause };
      return {
        status: status as ExecutionStatus, startedAt: startDate ?? new Date(0),
        ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
      };
    } catch (error) {
      if (error instanceof ExpectedAnswer) return undefined;
      throw error;
    }
  }

  /** Where Step Functions tells of a time before our own doing, that is what counts. */
  private reconciled(key: string, told: Execution | undefined): Execution | undefined {
    const done = this.done.get(key);
    if (done === undefined) return told;
    if (this.clock.monotonic() - done.at > SETTLES_WITHIN_MS) {
      this.done.delete(key);
      return told;
    }
    const { execution } = done;
    if (told === undefined) return execution;
    // Started or redriven: an end before that is an earlier one. Stopped: what still runs has not heard of it.
    const isOld = isOver(execution) ? !isOver(told) : told.endedAt !== undefined && told.endedAt <= execution.startedAt;
    return isOld ? { ...(told.input === undefined ? {} : { input: told.input }), ...execution, startedAt: told.startedAt } : told;
  }

  /** What was last known of it, which holds no more. */
  private forget(key: string): Execution | undefined {
    const before = this.reconciled(key, this.seen.get(key)?.execution);
    this.seen.delete(key);
    return before;
  }

  private note(job: string, id: string, execution: Execution): void {
    this.done.set(`${job}/${id}`, { execution, at: this.clock.monotonic() });
  }

  private arn(job: string, id: string): string {
    return `${this.stateMachinePrefix.replace(':stateMachine:', ':execution:')}${job}:${id}`;
  }
}

/** The error of an execution that was stopped through the gateway. */
export const STOPPED = 'Job.Stopped';

const HISTORY_PAGES = 5;

/** Whether the execution has ended, or is not known any more. */
export function isOver(execution: Execution | undefined): boolean {
  return execution === undefined || !(execution.status === 'RUNNING' || execution.status === 'PENDING_REDRIVE');
}
