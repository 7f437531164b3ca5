import type { Run } from '../../../images/gateway/src/jobs/runs/run';
import type { LogPage, LogPlace, Page, Runner, StartOutcome, StartRequest } from '../../../images/gateway/src/jobs/runs/runner';
import { Problem } from '../../../images/gateway/src/problem';

/** A runner that answers at once, and does what it is told. */
export class FakeRunner implements Runner {
  readonly started: StartRequest[] = [];
  readonly known = new Map<string, Run>();
  /** Runs of all jobs, the newest first. */
  list: readonly Run[] = [];
  /** How often it was asked for recent runs, and for how many. */
  readonly asked: number[] = [];
  /** What the next start comes to. @default - it is started */
  next: ((request: StartRequest) => StartOutcome) | Error | undefined;

  async start(request: StartRequest): Promise<StartOutcome> {
    this.started.push(request);
    const { next } = this;
    if (next instanceof Error) throw next;
    if (next !== undefined) return next(request);
    const known = this.known.get(request.id);
    if (known !== undefined) return { kind: 'known', run: known };
    const { id, job, parameters, requestedBy, mapping } = request;
    const run = aRun({ id, job, parameters, requestedBy, mapping });
    this.known.set(run.id, run);
    return { kind: 'started', run };
  }

  async run(job: string, id: string): Promise<Run> {
    const run = this.known.get(id);
    if (run?.job !== job) throw new Problem(404, 'no-such-run', 'the job has no such run, or it was long ago');
    return run;
  }

  async runs(job: string, { limit }: { readonly limit: number }): Promise<Page<Run>> {
    return { items: this.list.filter((run) => run.job === job).slice(0, limit) };
  }

  async recent({ limit, next = '0' }: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    this.asked.push(limit);
    const from = Number(next);
    return { items: this.list.slice(from, from + limit), ...(from + limit < this.list.length ? { next: String(from + limit) } : {}) };
  }

  async logs(_job: string, _id: string, _place: LogPlace): Promise<LogPage> { return { items: [] }; }
  stop(job: string, id: string): Promise<Run> { return this.run(job, id); }
  redrive(job: string, id: string): Promise<Run> { return this.run(job, id); }
  async close(): Promise<void> {}
}

/** A run; say only what matters to the test. */
export function aRun(over: Partial<Run> = {}): Run {
  return {
    id: 'a', job: 'report', state: 'running', parameters: {}, requestedBy: 'user:ada', mapping: 'operators', startedAt: '2026-01-31T09:30:00.000Z', ...over,
  };
}
