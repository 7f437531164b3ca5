import type { Clock } from '../../../images/gateway/src/clock';
import type { Definition } from './definition';
import { Frame, type Surroundings } from './frame';
import { History, type HistoryEvent } from './history';
import { TaskError, type TaskHandlers } from './task-handlers';

/** How far an execution is. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What an execution is made of. */
export interface ExecutionParts {
  readonly definition: Definition;
  readonly tasks: TaskHandlers;
  readonly input: unknown;
  readonly name: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly clock: Clock;
  readonly waitFactor: number;
}

/** An execution that can't be redriven, as the service refuses it. */
export class NotRedrivable extends Error {}

const REDRIVABLE_MILLISECONDS = 14 * 86_400_000;

class Stopped extends Error {}
class TimedOut extends Error {}

/** An execution of a state machine. */
export class Execution {
  readonly name: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly input: unknown;
  readonly startDate: Date;
  status: ExecutionStatus = 'RUNNING';
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  stopDate: Date | undefined;
  redriveCount = 0;
  redriveDate: Date | undefined;
  /** Settles when it has ended; anew after each redrive. */
  done: Promise<Execution>;
  private readonly history: History;
  private readonly surroundings: Surroundings;
  private readonly frame: Frame;
  private abort = new AbortController();

  constructor(private readonly parts: ExecutionParts) {
    ({ name: this.name, executionArn: this.executionArn, stateMachineArn: this.stateMachineArn, input: this.input } = parts);
    const { clock, definition, tasks, waitFactor, input } = parts;
    this.startDate = new Date(clock.now());
    this.history = new History(() => clock.now());
    this.surroundings = {
      handlers: tasks, history: this.history, clock, waitFactor, executionArn: this.executionArn, signal: this.abort.signal,
      context: () => this.context(),
    };
    this.frame = new Frame(definition, input, {}, this.surroundings);
    this.history.add('ExecutionStarted', { executionStartedEventDetails: { input: JSON.stringify(input), roleArn: ROLE } });
    this.done = this.run();
  }

  /** What has happened, in order. */
  get events(): readonly HistoryEvent[] {
    return this.history.events;
  }

  /** Ends it; nothing where it has ended. */
  stop(error?: string, cause?: string): void {
    if (this.status !== 'RUNNING') return;
    this.end('ABORTED', 'ExecutionAborted', { error, cause });
    this.abort.abort(new Stopped());
  }

  /**
   * Goes on from the state at which it failed, was stopped or ran out of time.
   * @throws NotRedrivable where it goes on, has succeeded, or ended too long ago
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  redrive(): void {
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') throw new NotRedrivable(`the execution is ${this.status}`);
    const now = this.parts.clock.now();
    if (now - (this.stopDate as Date).getTime() > REDRIVABLE_MILLISECONDS) throw new NotRedrivable('the execution ended more than 14 days ago');
    if (this.frame.standsAt === 'Pass' && this.status === 'FAILED') throw new Error('a Pass state failed: what a redrive does then is not documented');
    this.redriveCount += 1;
    this.redriveDate = new Date(now);
    this.status = 'RUNNING';
    this.error = this.cause = this.stopDate = undefined;
    this.abort = new AbortController();
    this.history.add('ExecutionRedriven', { executionRedrivenEventDetails: { redriveCount: this.redriveCount } });
    // What was stopped comes to rest first.
    this.done = this.done.then(() => this.run());
  }

  private async run(): Promise<Execution> {
    const { clock, definition } = this.parts;
    const { abort } = this;
    this.surroundings.signal = abort.signal;
    // Whoever started it sees it before anything happens.
    await Promise.resolve();
    const cancel = definition.TimeoutSeconds === undefined ? () => undefined : clock.after(definition.TimeoutSeconds * 1000, () => {
      if (this.abort !== abort || this.status !== 'RUNNING') return;
      this.end('TIMED_OUT', 'ExecutionTimedOut', {});
      abort.abort(new TimedOut());
    });
    try {
      const output = await this.frame.run();
      // One that was stopped in its last moment stays so.
      if (!abort.signal.aborted) {
        this.output = output;
        this.end('SUCCEEDED', 'ExecutionSucceeded', { output: JSON.stringify(output) });
      }
    } catch (error) {
      if (error instanceof TaskError && !abort.signal.aborted) this.end('FAILED', 'ExecutionFailed', { error: error.error, cause: error.text });
      else if (!(error instanceof Stopped || error instanceof TimedOut)) throw error;
    } finally {
      cancel();
    }
    return this;
  }

  private end(status: ExecutionStatus, type: string, details: { readonly error?: string; readonly cause?: string; readonly output?: string }): void {
    this.status = status;
    this.stopDate = new Date(this.parts.clock.now());
    this.error = details.error;
    this.cause = details.cause;
    this.history.add(type, { [`${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`]: details });
  }

  private context(): Record<string, unknown> {
    return {
      Execution: {
        Id: this.executionArn, Name: this.name, Input: this.input, RoleArn: ROLE, StartTime: this.startDate.toISOString(),
        RedriveCount: this.redriveCount, ...(this.redriveDate === undefined ? {} : { RedriveTime: this.redriveDate.toISOString() }),
      },
      StateMachine: { Id: this.stateMachineArn, Name: this.stateMachineArn.split(':').at(-1) },
    };
  }
}

const ROLE = 'arn:aws:iam::111122223333:role/machine';
