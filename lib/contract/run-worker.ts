/** A run of a job. */
export interface RunOfJob {
  readonly job: string;
  readonly run: string;
}

/** Names of executions: those that the gateway makes, and those that AWS makes for schedules. */
export const RUN_NAME = /^[A-Za-z0-9_-]{1,80}$/;

const WORKER = /^run:([a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?):([A-Za-z0-9_-]{1,80})$/;

/** Luigi's id of the worker of a run: it stands in all the worker's calls. */
export function workerOf({ job, run }: RunOfJob): string {
  return `run:${job}:${run}`;
}

/** The run that a worker's id names, or undefined where it names none. A name only: whether it is true is another matter. */
export function runNamedBy(worker: string): RunOfJob | undefined {
  const [, job, run] = WORKER.exec(worker) ?? [];
  return job === undefined || run === undefined ? undefined : { job, run };
}
