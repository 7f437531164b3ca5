import { runNamedBy, type RunOfJob } from '../../../../lib/contract/run-worker';
import type { Caller } from '../identity/caller';
import type { JobCatalogue } from './job-store';
import type { Run } from './run';
import type { Runner } from './runner';
import type { WorkerRuns } from './worker-runs';

/** What runs are looked up in. */
export interface CredentialWorkerRunsProps {
  readonly catalogue: Pick<JobCatalogue, 'jobs'>;
  readonly runner: Pick<Runner, 'run'>;
  /** Milliseconds. @default - the clock */
  readonly now?: () => number;
}

const GOES_ON_MS = 5000;
const GOES_NOT_ON_MS = 1000;
const MOST = 2000;
const GOING: ReadonlySet<Run['state']> = new Set(['starting', 'running']);

/**
 * Of workers with a worker credential: which run their id names, where that run goes on. They are trusted with every task, so that what
 * can't be looked up is no reason to refuse them: their calls are then of no run.
 */
export class CredentialWorkerRuns implements WorkerRuns {
  private readonly looked = new Map<string, { readonly until: number; readonly goesOn: Promise<boolean> }>();
  private readonly now: () => number;

  constructor(private readonly props: CredentialWorkerRunsProps) {
    this.now = props.now ?? Date.now;
  }

  async runOf(_caller: Caller, worker: string | undefined): Promise<RunOfJob | undefined> {
    const run = worker === undefined ? undefined : runNamedBy(worker);
    if (run === undefined || !this.isJob(run.job)) return undefined;
    return await this.goesOn(worker ?? '', run) ? run : undefined;
  }

  /** The runner is not asked of jobs that there are not, however many ids somebody makes up. */
  private isJob(name: string): boolean {
    try {
      return this.props.catalogue.jobs.has(name);
    } catch {
      return false;
    }
  }

  /** Every call asks: the runner is asked now and then. */
  private goesOn(worker: string, run: RunOfJob): Promise<boolean> {
    const before = this.looked.get(worker);
    if (before !== undefined && this.now() < before.until) return before.goesOn;
    const remember = (goesOn: Promise<boolean>, milliseconds: number): void => {
      this.looked.delete(worker);
      this.looked.set(worker, { until: this.now() + milliseconds, goesOn });
      for (const oldest of this.looked.keys()) if (this.looked.size > MOST) this.looked.delete(oldest);
    };
    const asked = this.props.runner.run(run.job, run.run).then(({ state }) => GOING.has(state), () => false);
    remember(asked, GOES_ON_MS);
    void asked.then((goesOn) => { if (!goesOn) remember(asked, GOES_NOT_ON_MS); });
    return asked;
  }
}
