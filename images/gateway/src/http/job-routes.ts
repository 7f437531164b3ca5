import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { canonicalJson } from '../canonical-json';
import type { Job } from '../jobs/job';
import type { JobCatalogue } from '../jobs/job-store';
import { judge, mappingFor } from '../jobs/judge';
import { narrowedSchema } from '../jobs/narrowed-schema';
import { JOB_NAME } from '../jobs/parse-job';
import type { Run } from '../jobs/run';
import { grantsFor, type HeldGrant } from '../jobs/run-grants';
import { RUN_ID, runId } from '../jobs/run-id';
import type { RunTracker } from '../jobs/run-tracker';
import type { Runner, StartOutcome } from '../jobs/runner';
import { decodeField, fieldsOf } from '../luigi/form';
import { Problem } from '../problem';
import type { Settings } from '../settings/settings';
import type { Enforcement, Hearing } from './enforcement';
import type { Exchange } from './exchange';
import { assertFormOrCallProved } from './form-origin';
import { isForm, startBodyOf } from './job-request';
import { OPENAPI } from './openapi';
import { DATA_HEADERS } from './security-headers';

/** What the routes of jobs are made of. */
export interface JobParts {
  readonly catalogue: JobCatalogue;
  readonly runner: Runner;
  /** The Luigi tasks of runs. */
  readonly tasks: RunTracker;
}

/** A job that the caller may run, with the grants by which they may. */
interface Granted {
  readonly job: Job;
  readonly grants: readonly HeldGrant[];
}

const NO_JOB: Pick<Job, 'name' | 'category' | 'parameters'> = { name: '', category: '', parameters: {} };

/**
 * Jobs and their runs. Who may run a job sees all its runs, whoever asked for them: it is how they know what not to start again.
 * They may stop or redrive those whose parameters they could have asked for. Whoever may not run a job is told what is told of one that isn't there.
 */
export function addJobRoutes(
  listener: FastifyInstance, enforcement: Enforcement, { catalogue, runner }: JobParts, settings: Pick<Settings, 'publicUrl'>,
): void {
  listener.get('/jobs', enforcement.guard(async (hearing) => {
    const access = enforcement.accessOf(hearing.caller);
    const jobs = [...catalogue.jobs.values()].filter((job) => grantsFor(access, job).length > 0);
    hearing.deliberation.allow('signed-in', null);
    return send(hearing, { jobs: jobs.map(summary) });
  }, foretold('list-jobs')));

  listener.get('/jobs/:job', enforcement.guard(async (hearing) => {
    const { job, grants } = granted(hearing);
    hearing.deliberation.allow('mapping', firstOf(grants));
    return send(hearing, { ...summary(job), parameters: narrowedSchema(job, grants) });
  }, foretold('show-job')));

  listener.post('/jobs/:job/runs', enforcement.guard(async (hearing) => {
    const { job, grants } = changeable(hearing);
    const body = startBodyOf(hearing.request, hearing.exchange, job);
    const { parameters, mapping } = judge(job, grants, body.parameters);
    const id = runId(hearing.caller.principal, job.name, body.key ?? randomUUID());
    hearing.deliberation.about({ run: id, family: job.family, statedReason: body.reason });
    await hearing.deliberation.allowChange('mapping', mapping);
    const outcome = await runner.start({
      id, job: job.name, parameters, requestedBy: hearing.caller.principal, mapping, reason: body.reason, maxConcurrentRuns: job.maxConcurrentRuns,
    });
    const run = startedRun(outcome);
    if (canonicalJson(run.parameters) !== canonicalJson(parameters)) {
      throw new Problem(422, 'key-reused', 'this Idempotency-Key started a run with other parameters before, so nothing was started now: send a new key', { run: addressOf(run) });
    }
    return changed(hearing, run);
  }, foretold('start-run', true)));

  listener.get('/jobs/:job/runs', enforcement.guard(async (hearing) => {
    const { job, grants } = granted(hearing);
    const query = fieldsOf(hearing.exchange.rawQuery, ['limit', 'next']);
    const limit = decodeField(query.get('limit')) || '50';
    if (!/^[1-9][0-9]?$|^100$/.test(limit)) throw new Problem(400, 'bad-limit', 'got a limit that is none, expected a number from 1 to 100');
    hearing.deliberation.allow('mapping', firstOf(grants));
    const page = await runner.runs(job.name, { limit: Number(limit), ...nextOf(query) });
    return send(hearing, { runs: page.items.map(described), ...(page.next === undefined ? {} : { next: page.next }) });
  }, foretold('list-runs')));

  listener.get('/jobs/:job/runs/:run', enforcement.guard(async (hearing) => {
    const { job, grants } = granted(hearing);
    const run = await runner.run(job.name, idOf(hearing));
    hearing.deliberation.allow('mapping', firstOf(grants));
    return send(hearing, described(run));
  }, foretold('show-run')));

  listener.get('/jobs/:job/runs/:run/logs', enforcement.guard(async (hearing) => {
    const { job, grants } = granted(hearing);
    const page = await runner.logs(job.name, idOf(hearing), nextOf(fieldsOf(hearing.exchange.rawQuery, ['next'])));
    hearing.deliberation.allow('mapping', firstOf(grants));
    return send(hearing, { lines: page.items, ...(page.next === undefined ? {} : { next: page.next }) });
  }, foretold('show-log')));

  for (const verb of ['stop', 'redrive'] as const) {
    listener.post(`/jobs/:job/runs/:run/${verb}`, enforcement.guard(async (hearing) => {
      const { job, grants } = changeable(hearing);
      const run = await runner.run(job.name, idOf(hearing));
      const mapping = mappingFor(grants, run.parameters);
      if (mapping === undefined) throw new Problem(403, 'beyond-limits', 'you may run this job, but not with the values that this run has, so you may not change it');
      hearing.deliberation.about({ family: job.family });
      await hearing.deliberation.allowChange('mapping', mapping);
      return changed(hearing, await runner[verb](job.name, run.id, hearing.caller.principal));
    }, foretold(`${verb}-run`, true)));
  }

  listener.get('/openapi.json', enforcement.guard(async (hearing) => {
    hearing.deliberation.about({ action: 'page', method: 'openapi' });
    hearing.deliberation.allow('signed-in', null);
    return hearing.reply.headers(DATA_HEADERS).type('application/json').send(JSON.stringify(OPENAPI));
  }));

  /** The job that is asked for. Grants are looked through whether or not there is one. */
  function granted(hearing: Hearing): Granted {
    const job = catalogue.jobs.get(paramsOf(hearing.request).job ?? '');
    const grants = grantsFor(enforcement.accessOf(hearing.caller), job ?? NO_JOB);
    if (job === undefined || grants.length === 0) {
      throw new Problem(404, 'no-such-job', 'there is no such job that you may run; GET /jobs lists those that you may');
    }
    return { job, grants };
  }

  function changeable(hearing: Hearing): Granted {
    const { caller, exchange, request } = hearing;
    if (caller.session === 'cookie') assertFormOrCallProved(exchange.head, request.method, settings.publicUrl.origin);
    enforcement.takeChange(hearing);
    return granted(hearing);
  }
}

/** What a request asks for by its path alone. */
function foretold(method: string, change = false) {
  return ({ rawPath }: Exchange): { action: 'run'; method: string; change: boolean; job?: string; run?: string } => {
    const [, , job = '', , run = ''] = rawPath.split('/');
    return { action: 'run', method, change, ...(JOB_NAME.test(job) ? { job } : {}), ...(RUN_ID.test(run) ? { run } : {}) };
  };
}

function startedRun(outcome: StartOutcome): Run {
  switch (outcome.kind) {
    case 'started':
    case 'known':
      return outcome.run;
    case 'twin':
      throw new Problem(409, 'twin-runs', `the job runs with the same parameters already, at ${addressOf(outcome.run)}, so nothing was started`, {
        run: addressOf(outcome.run), headers: { location: addressOf(outcome.run) },
      });
    case 'full':
      throw new Problem(429, 'too-many-runs', `as many runs of this job go on as may, so nothing was started: try again in ${outcome.retryAfterSeconds} s`, {
        headers: { 'retry-after': String(outcome.retryAfterSeconds) },
      });
  }
}

/** Answers a change that was done: scripts with the run, a form with the way to its page. */
function changed(hearing: Hearing, run: Run): unknown {
  const toPage = isForm(hearing.request) && (hearing.exchange.head.headers.accept ?? '').includes('text/html');
  const status = toPage ? 303 : 202;
  hearing.deliberation.result(status);
  void hearing.reply.code(status).header('Location', addressOf(run));
  return send(hearing, described(run));
}

function summary({ name, description, category, reasonRequired, maxConcurrentRuns }: Job): object {
  return { name, ...(description === undefined ? {} : { description }), category, reasonRequired, maxConcurrentRuns, address: `/jobs/${name}` };
}

function described(run: Run): object {
  return { ...run, address: addressOf(run) };
}

function addressOf({ job, id }: Pick<Run, 'job' | 'id'>): string {
  return `/jobs/${job}/runs/${id}`;
}

function firstOf(grants: readonly HeldGrant[]): string | null {
  return grants[0]?.mapping ?? null;
}

function idOf({ request }: Hearing): string {
  const { run = '' } = paramsOf(request);
  if (!RUN_ID.test(run)) throw new Problem(404, 'no-such-run', 'the job has no such run, or it was long ago');
  return run;
}

function nextOf(query: ReadonlyMap<string, string>): { readonly next?: string } {
  return query.has('next') ? { next: decodeField(query.get('next')) } : {};
}

function paramsOf(request: FastifyRequest): { readonly job?: string; readonly run?: string } {
  return request.params as { job?: string; run?: string };
}

function send({ reply }: Hearing, value: unknown): unknown {
  return reply.headers(DATA_HEADERS).type('application/json').send(JSON.stringify(value));
}
