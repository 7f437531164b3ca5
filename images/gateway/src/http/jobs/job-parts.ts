import type { JobCatalogue } from '../../jobs/description/job-store';
import type { Runner } from '../../jobs/runs/runner';
import type { RunTracker } from '../../jobs/tasks/run-tracker';

/** What the routes of jobs are made of. */
export interface JobParts {
  readonly catalogue: JobCatalogue;
  readonly runner: Runner;
  /** The Luigi tasks of runs. */
  readonly tasks: RunTracker;
}
