import type { ParameterValue, Run } from './run';

/** What is asked to be started, judged and checked. */
export interface StartRequest {
  readonly id: string;
  readonly job: string;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly requestedBy: string;
  readonly mapping: string;
  readonly reason: string | undefined;
  /** Runs of the job at the same time, as its document says. Where the runner knows better, such as by a state machine, that holds. */
  readonly maxConcurrentRuns: number;
}

/** What became of a start. */
export type StartOutcome =
  | { readonly kind: 'started'; readonly run: Run }
  /** The same id was started before: nothing was started now. */
  | { readonly kind: 'known'; readonly run: Run }
  /** A run of the same job with the same parameters goes on. */
  | { readonly kind: 'twin'; readonly run: Run }
  /** As many runs of the job go on as may. */
  | { readonly kind: 'full'; readonly retryAfterSeconds: number };

/** Some of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** @default - it was the last */
  readonly next?: string;
}

/** A line of a run's log. */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly message: string;
}

/** From where on a log is read. */
export interface LogPlace {
  /** Of an earlier page: what comes after it. */
  readonly next?: string;
  /** Where `next` is not given: begin near the end, with as many lines as a page holds. @default false - begin at the beginning */
  readonly tail?: boolean;
}

/** Some of a log. */
export interface LogPage extends Page<LogLine> {
  /** Whether older lines were left out, as a tail does. @default false */
  readonly cut?: boolean;
}

/**
 * What runs jobs: Step Functions on AWS, processes on one machine. It knows nothing of who may do what.
 *
 * Every call ends within a bounded time.
 * @throws Problem 503 `runner-unavailable` with Retry-After where it can't be asked now, 404 `no-such-run`, 409 `run-ended`
 */
export interface Runner {
  start(request: StartRequest): Promise<StartOutcome>;
  run(job: string, id: string): Promise<Run>;
  /** The newest first. */
  runs(job: string, page: { readonly limit: number; readonly next?: string }): Promise<Page<Run>>;
  /** Runs of all jobs, the newest first. */
  recent(page: { readonly limit: number; readonly next?: string }): Promise<Page<Run>>;
  /** The log from a place on; the last page's `next` asks for what comes after it. */
  logs(job: string, id: string, place: LogPlace): Promise<LogPage>;
  stop(job: string, id: string, by: string): Promise<Run>;
  /** Goes on from where a run failed. */
  redrive(job: string, id: string, by: string): Promise<Run>;
  close(): Promise<void>;
}
