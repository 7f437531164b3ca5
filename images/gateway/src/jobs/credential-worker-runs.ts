import { runNamedBy, type RunOfJob } from '../../../../lib/contract/run-worker';
import type { Caller } from '../identity/caller';
import type { JobCatalogue } from './job-store';
import type { RunsGoingOn } from './runs-going-on';
import type { WorkerRuns } from './worker-runs';

/** What runs are looked up in. */
export interface CredentialWorkerRunsProps {
  readonly catalogue: Pick<JobCatalogue, 'jobs'>;
  readonly going: Pick<RunsGoingOn, 'has'>;
}

/**
 * Of workers with a worker credential: which run their id names, where that run goes on. They are trusted with every task, so that what
 * can't be looked up is no reason to refuse them: their calls are then of no run.
 */
export class CredentialWorkerRuns implements WorkerRuns {
  constructor(private readonly props: CredentialWorkerRunsProps) {}

  async runOf(_caller: Caller, worker: string | undefined): Promise<RunOfJob | undefined> {
    const run = worker === undefined ? undefined : runNamedBy(worker);
    if (run === undefined || !this.isJob(run.job)) return undefined;
    return await this.props.going.has(run).catch(() => false) ? run : undefined;
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
