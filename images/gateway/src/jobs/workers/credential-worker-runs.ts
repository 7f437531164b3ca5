import { runNamedBy, type RunOfJob } from '../../../../../lib/contract/run-worker';
import type { Caller } from '../../identity/caller';
import type { JobCatalogue } from '../description/job-store';
import { RunsGoingOn, type RunsGoingOnProps } from './runs-going-on';
import type { WorkerRuns } from './worker-runs';

/** What runs are looked up in. */
export interface CredentialWorkerRunsProps extends Pick<RunsGoingOnProps, 'runner' | 'clock'> {
  readonly catalogue: Pick<JobCatalogue, 'jobs'>;
}

const FRESH_MS = 5_000;

/**
 * Of workers with a worker credential: which run their id names, where that run goes on. They are trusted with every task, so that what
 * can't be looked up is no reason to refuse them: their calls are then of no run.
 */
export class CredentialWorkerRuns implements WorkerRuns {
  private readonly going: RunsGoingOn;

  constructor(private readonly props: CredentialWorkerRunsProps) {
    // Whoever has the credential may say any run's id: what has ended is closed to them at once.
    this.going = new RunsGoingOn({ runner: props.runner, clock: props.clock, freshMs: FRESH_MS, lastWordsMs: 0 });
  }

  async runOf(_caller: Caller, worker: string | undefined): Promise<RunOfJob | undefined> {
    const run = worker === undefined ? undefined : runNamedBy(worker);
    if (run === undefined || !this.isJob(run.job)) return undefined;
    return await this.going.has(run).catch(() => false) ? run : undefined;
  }

  /** The runner is not asked of jobs that there are not, however many ids somebody makes up. */
  private isJob(name: string): boolean {
    try {
      return this.props.catalogue.jobs.has(name);
    } catch {
      return false;
    }
  }
}
