import type { JobCatalogue } from '../../jobs/job-store';
import type { RunTracker } from '../../jobs/run-tracker';
import type { Runner } from '../../jobs/runner';

/** What the routes of jobs are made of. */
export interface JobParts {
  readonly catalogue: JobCatalogue;
  readonly runner: Runner;
  /** The Luigi tasks of runs. */
  readonly tasks: RunTracker;
}
