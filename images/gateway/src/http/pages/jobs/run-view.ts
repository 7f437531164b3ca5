import type { Job } from '../../../jobs/description/job';
import type { Run } from '../../../jobs/runs/run';
import type { LogLine } from '../../../jobs/runs/runner';
import type { RunTask } from '../../../jobs/tasks/run-tasks';

/** What is known of a run now. */
export interface RunView {
  readonly job: Job;
  readonly run: Run;
  /** As far as the caller may view them. */
  readonly tasks: readonly RunTask[];
  /** Whether the caller could have asked for these parameters, so may stop the run, go on with it, or start another like it. */
  readonly mayChange: boolean;
  readonly now: Date;
}

/** The end of a run's log, or that it can't be read now. */
export type LogView = 'unavailable' | {
  readonly lines: readonly LogLine[];
  /** Whether lines before them are left out. */
  readonly cut: boolean;
  /** Asks for what comes after. @default - the log is at its end */
  readonly next?: string;
};
