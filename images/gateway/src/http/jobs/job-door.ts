import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../identity/caller';
import type { Job } from '../../jobs/description/job';
import type { JobCatalogue } from '../../jobs/description/job-store';
import { JOB_NAME } from '../../jobs/description/parse-job';
import { grantsFor, type HeldGrant } from '../../jobs/judgement/run-grants';
import { RUN_ID } from '../../jobs/runs/run-id';
import { noSuchRun } from '../../jobs/runs/run-problems';
import { Problem } from '../../problem';
import type { Enforcement, Hearing } from '../enforcement/enforcement';
import { assertFormOrCallProved } from '../origin/form-origin';
import type { Exchange } from '../request/exchange';

/** A job that the caller may run, with the grants by which they may. */
export interface GrantedJob {
  readonly job: Job;
  readonly grants: readonly HeldGrant[];
}

const NO_JOB: Pick<Job, 'name' | 'category' | 'parameters'> = { name: '', category: '', parameters: {} };

/** Where every request for a job comes by: whoever may not run it is told what is told of one that isn't there. */
export class JobDoor {
  constructor(private readonly enforcement: Enforcement, private readonly catalogue: JobCatalogue, private readonly publicOrigin: string) {}

  /**
   * Jobs that the caller may run, by name.
   * @throws Problem 503
   */
  jobsOf(caller: Caller): readonly GrantedJob[] {
    const access = this.enforcement.accessOf(caller);
    return [...this.catalogue.jobs.values()].map((job) => ({ job, grants: grantsFor(access, job) })).filter(({ grants }) => grants.length > 0);
  }

  /**
   * The job that is asked for. Grants are looked through whether or not there is one.
   * @throws Problem 404 `no-such-job`
   */
  granted(hearing: Hearing): GrantedJob {
    return this.named(hearing.caller, paramsOf(hearing.request).job ?? '');
  }

  /**
   * As `granted`, by its name.
   * @throws Problem 404 `no-such-job`
   */
  named(caller: Caller, name: string): GrantedJob {
    const job = this.catalogue.jobs.get(name);
    const grants = grantsFor(this.enforcement.accessOf(caller), job ?? NO_JOB);
    if (job === undefined || grants.length === 0) throw noSuchJob();
    return { job, grants };
  }

  /** As `granted`, for what only a button of our own pages, or a script with a token, may ask. */
  proved(hearing: Hearing): GrantedJob {
    this.prove(hearing);
    return this.granted(hearing);
  }

  /** As `proved`, for a change: takes one from the caller's fair share. */
  changeable(hearing: Hearing): GrantedJob {
    this.prove(hearing);
    this.enforcement.takeChange(hearing);
    return this.granted(hearing);
  }

  private prove({ caller, exchange, request }: Hearing): void {
    if (caller.session === 'cookie') assertFormOrCallProved(exchange.head, request.method, this.publicOrigin);
  }
}

/** 404 `no-such-job`: the same, whether there is no such job or the caller may not know of it. */
export function noSuchJob(): Problem {
  return new Problem(404, 'no-such-job', 'there is no such job that you may run; /jobs lists those that you may');
}

/** What a request asks for by its path alone. */
export function foretold(method: string, change = false) {
  return ({ rawPath }: Exchange): { action: 'run'; method: string; change: boolean; job?: string; run?: string } => {
    const [, , job = '', , run = ''] = rawPath.split('/');
    return { action: 'run', method, change, ...(JOB_NAME.test(job) ? { job } : {}), ...(RUN_ID.test(run) ? { run } : {}) };
  };
}

/** The id of the run that is asked for. @throws Problem 404 `no-such-run` */
export function idOf({ request }: Hearing): string {
  const { run = '' } = paramsOf(request);
  if (!RUN_ID.test(run)) throw noSuchRun();
  return run;
}

/** The mapping that a look at a job is allowed by: the first by name. */
export function firstOf(grants: readonly HeldGrant[]): string | null {
  return grants[0]?.mapping ?? null;
}

function paramsOf(request: FastifyRequest): { readonly job?: string; readonly run?: string } {
  return request.params as { job?: string; run?: string };
}
