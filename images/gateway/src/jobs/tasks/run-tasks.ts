import type { RunOfJob } from '../../../../../lib/contract/run-worker';

/** How far a Luigi task is, as Luigi calls it. */
export type TaskStatus = 'PENDING' | 'RUNNING' | 'DONE' | 'FAILED' | 'DISABLED' | 'UNKNOWN';

/** A Luigi task of a run. */
export interface RunTask {
  /** Luigi's id. */
  readonly id: string;
  readonly family: string;
  readonly status: TaskStatus;
  /** Ids of tasks that it waits for. */
  readonly dependsOn: readonly string[];
}

/** The Luigi tasks of runs, as their workers have told of them. */
export interface RunTasks {
  /** In the order in which they were told of; empty where nothing is known. */
  of(run: RunOfJob): readonly RunTask[];
}
