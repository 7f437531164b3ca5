import { randomUUID } from 'node:crypto';
import type { Verdict } from '../../jobs/judgement/judge';
import { mappingFor } from '../../jobs/judgement/judge';
import { narrowedSchema } from '../../jobs/judgement/narrowed-schema';
import { hasEnded, type Run } from '../../jobs/runs/run';
import type { Page } from '../../jobs/runs/runner';
import type { RunTask } from '../../jobs/tasks/run-tasks';
import { Problem } from '../../problem';
import { pageHeaders } from '../answer/security-headers';
import type { Hearing } from '../enforcement/enforcement';
import { type Chrome, chromeFor } from '../pages/chrome';
import { confirmationPage } from '../pages/jobs/confirmation';
import { anotherPage, formAgainPage, jobPage, runsPage } from '../pages/jobs/job-page';
import { jobsPage } from '../pages/jobs/jobs-page';
import { refusedPage } from '../pages/jobs/refused';
import { runPage, stopPage } from '../pages/jobs/run-page';
import { liveParts } from '../pages/jobs/run-parts';
import type { LogView, RunView } from '../pages/jobs/run-view';
import { lookOf } from '../pages/jobs/states';
import { STYLE } from '../pages/style';
import { wantsPage } from '../request/wants-page';
import type { GrantedJob } from './job-door';
import { isForm, typedIn } from './job-request';
import { whatRuns } from './what-runs';

/** What a form is shown again for: whoever sent it can mend it there. */
const MENDABLE: ReadonlySet<string> = new Set(['invalid-parameters', 'beyond-limits', 'unknown-field', 'job-changed']);
/** Full pages of a log come with more behind them. */
const MANY_LINES = 200;

/** Answers for browsers, where scripts get JSON. */
export class JobPages {
  constructor(private readonly serviceName: string) {}

  jobs(hearing: Hearing, jobs: readonly GrantedJob[]): unknown {
    return sendPage(hearing, jobsPage(this.chrome(hearing), jobs.map(({ job }) => job)));
  }

  job(hearing: Hearing, { job, grants }: GrantedJob, runs: Page<Run> | 'unavailable'): unknown {
    return sendPage(hearing, jobPage(this.chrome(hearing), {
      job, schema: narrowedSchema(job, grants), now: new Date(), runs: runs === 'unavailable' ? runs : runs.items, ...earlier(job.name, runs),
    }));
  }

  runs(hearing: Hearing, { job }: GrantedJob, runs: Page<Run>): unknown {
    return sendPage(hearing, runsPage(this.chrome(hearing), { job, runs: runs.items, now: new Date(), ...earlier(job.name, runs) }));
  }

  run(hearing: Hearing, granted: GrantedJob, run: Run, tasks: readonly RunTask[], log: LogView): unknown {
    return sendPage(hearing, runPage(this.chrome(hearing), viewOf(granted, run, tasks), log));
  }

  /** What is new of a run, for the script of its page. Text in the parts is escaped; lines of the log are text as it is. */
  live(granted: GrantedJob, run: Run, tasks: readonly RunTask[], log: LogView): object {
    const parts = Object.entries(liveParts(viewOf(granted, run, tasks))).map(([name, part]) => [name, part.toString()]);
    const { lines, next } = log === 'unavailable' ? { lines: [], next: undefined } : log;
    return {
      state: run.state, word: lookOf(run).word, ended: hasEnded(run), parts: Object.fromEntries(parts) as object,
      lines, ...(next === undefined ? {} : { next }), more: lines.length >= MANY_LINES,
    };
  }

  stop(hearing: Hearing, { job }: GrantedJob, run: Run): unknown {
    return sendPage(hearing, stopPage(this.chrome(hearing), { job, run }));
  }

  confirm(hearing: Hearing, { job }: GrantedJob, verdict: Verdict, reason: string | undefined): unknown {
    return sendPage(hearing, confirmationPage(this.chrome(hearing), {
      job, verdict, reason, key: randomUUID(), seen: whatRuns(job, verdict.parameters),
    }));
  }

  /** The form with what was sent, to be changed. */
  change(hearing: Hearing, { job, grants }: GrantedJob): unknown {
    return sendPage(hearing, formAgainPage(this.chrome(hearing), job, narrowedSchema(job, grants), typedIn(hearing.request, job)));
  }

  /** The form with the values of a run, to start another. */
  again(hearing: Hearing, { job, grants }: GrantedJob, { parameters }: Run): unknown {
    return sendPage(hearing, anotherPage(this.chrome(hearing), job, narrowedSchema(job, grants), parameters));
  }

  /** Does the work. What a form is refused, a browser is told on the form, or with the way to what stands against it. */
  async explained<T>(hearing: Hearing, { job, grants }: GrantedJob, work: () => Promise<T>, back?: string): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem) || !wantsPage(hearing.exchange) || !isForm(hearing.request)) throw error;
      const page = back === undefined && MENDABLE.has(error.code)
        ? formAgainPage(this.chrome(hearing), job, narrowedSchema(job, grants), {
          ...typedIn(hearing.request, job), errors: error.extensions.errors ?? [], explain: error.extensions.explain,
          detail: error.code === 'unknown-field' ? 'the job has changed since you opened its form: look at its parameters again' : error.message,
        })
        : refusedPage(this.chrome(hearing), { job, problem: error, back: back ?? `/jobs/${job.name}` });
      throw page === undefined ? error : new Problem(error.status, error.code, error.message, { ...error.extensions, page }, { cause: error });
    }
  }

  private chrome({ caller }: Hearing): Chrome {
    return chromeFor(this.serviceName, caller);
  }
}

/** Answers with a page of somebody who is signed in. */
export function sendPage({ reply }: Hearing, page: string): unknown {
  return reply.headers({ ...pageHeaders(STYLE, true), Vary: 'Accept' }).type('text/html; charset=utf-8').send(page);
}

/** Sends a browser that came by GET to where there is only something to post, such as back from a login, to the page that has the form. */
export function leadTo(hearing: Hearing, address: string): unknown {
  return hearing.reply.headers(pageHeaders(STYLE)).redirect(address, 303);
}

function viewOf({ job, grants }: GrantedJob, run: Run, tasks: readonly RunTask[]): RunView {
  return { job, run, tasks, mayChange: mappingFor(grants, run.parameters) !== undefined, now: new Date() };
}

function earlier(job: string, runs: Page<Run> | 'unavailable'): { readonly earlier?: string } {
  if (runs === 'unavailable' || runs.next === undefined) return {};
  return { earlier: `/jobs/${job}/runs?next=${encodeURIComponent(runs.next)}` };
}
