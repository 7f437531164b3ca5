/** What is told of every run, wherever it is kept: written by the jobs' state machines, read by the gateway. */
export interface RunFacts {
  /** Stands for the run within its job: the execution's name. The same caller, job and key give the same id. */
  readonly id: string;
  readonly job: string;
  /** Who asked, such as `user:ada@example.com`; `schedule:<name>` of a schedule. */
  readonly requestedBy: string;
  /** The mapping that let them. @default - none was needed */
  readonly mapping?: string;
  /** Why they asked. @default - not said */
  readonly reason?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** @default - it goes on */
  readonly endedAt?: string;
  /** Luigi's exit code. @default - not known, or it goes on */
  readonly exitCode?: number;
  /** What went wrong, for people. @default - nothing, or not known */
  readonly cause?: string;
}

/** How many characters of a reason are kept. */
export const LONGEST_REASON = 500;
