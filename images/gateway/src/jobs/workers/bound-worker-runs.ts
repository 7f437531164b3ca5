import { LRUCache } from 'lru-cache';
import { runNamedBy, workerOf, type RunOfJob } from '../../../../../lib/contract/run-worker';
import type { Caller } from '../../identity/caller';
import { Problem } from '../../problem';
import type { JobCatalogue } from '../description/job-store';
import type { RunsGoingOn } from './runs-going-on';
import type { WorkerRuns } from './worker-runs';

/** What BoundWorkerRuns goes by. */
export interface BoundWorkerRunsProps {
  readonly catalogue: JobCatalogue;
  readonly going: Pick<RunsGoingOn, 'has' | 'any'>;
  /** For callers with a worker credential. */
  readonly believed: WorkerRuns;
}

const SESSIONS = 20_000;

/**
 * Binds a caller by IAM role to one run of a job of that role: in each call that names a worker, it must be that run's; a call that names
 * none is of the run that the session named before. A session, which is an ECS task, has one run for good; a run may have several, one after
 * the other, where it is tried again. Runs end: what they were bound to is then refused, whatever its token says.
 */
export class BoundWorkerRuns implements WorkerRuns {
  private readonly runs = new LRUCache<string, RunOfJob>({ max: SESSIONS });

  constructor(private readonly props: BoundWorkerRunsProps) {}

  async runOf(caller: Caller, worker: string | undefined): Promise<RunOfJob | undefined> {
    if (caller.session !== 'role') return this.props.believed.runOf(caller, worker);
    const jobs = this.jobsOf(caller);
    const session = `${caller.principal} ${caller.roleSession ?? ''}`;
    const bound = this.runs.get(session);
    if (worker === undefined && bound === undefined) {
      await this.assertAnyOf(jobs);
      return undefined;
    }
    const run = worker === undefined ? bound : runNamedBy(worker);
    if (run === undefined || !jobs.has(run.job) || (bound !== undefined && workerOf(bound) !== workerOf(run))) throw notOfRun();
    if (!await this.props.going.has(run)) throw notOfRun();
    // Another call of this session may have been quicker with another run
    const now = this.runs.get(session);
    if (now !== undefined && workerOf(now) !== workerOf(run)) throw notOfRun();
    this.runs.set(session, run);
    return run;
  }

  private jobsOf({ principal }: Caller): ReadonlySet<string> {
    const names = [...this.props.catalogue.jobs.values()].filter(({ taskRole }) => taskRole !== undefined && `role:${taskRole}` === principal);
    return new Set(names.map(({ name }) => name));
  }

  private async assertAnyOf(jobs: ReadonlySet<string>): Promise<void> {
    for (const job of jobs) if (await this.props.going.any(job)) return;
    throw notOfRun();
  }
}

function notOfRun(): Problem {
  return new Problem(403, 'worker-not-of-run', 'the worker is not a run of a job of this IAM role that goes on, expected the worker id run:<job>:<run> that the lane agent sets; leave [worker] id to it');
}
