/** How far a run is. `refused`: its own first step found a twin, or the job's limit of concurrent runs reached. */
export type RunState = 'starting' | 'running' | 'succeeded' | 'failed' | 'timed-out' | 'stopped' | 'refused';

/** A value of a job's parameter; of a date or interval as text. */
export type ParameterValue = string | number | boolean;

/** One run of a job. */
export interface Run {
  /** Stands for the run within its job: the execution's name. The same caller, job and key give the same id. */
  readonly id: string;
  readonly job: string;
  readonly state: RunState;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
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

/** Whether a run has come to an end: nothing more becomes of it by itself. */
export function hasEnded({ state }: Pick<Run, 'state'>): boolean {
  return state !== 'starting' && state !== 'running';
}

/** Where a run stands, on the people lane. */
export function addressOf({ job, id }: Pick<Run, 'job' | 'id'>): string {
  return `/jobs/${job}/runs/${id}`;
}
