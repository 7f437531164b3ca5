import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Job } from '../../jobs/description/job';
import { beyondLimits, judge, mappingFor } from '../../jobs/judgement/judge';
import { narrowedSchema } from '../../jobs/judgement/narrowed-schema';
import { addressOf, type Run } from '../../jobs/runs/run';
import { runId } from '../../jobs/runs/run-id';
import { tooManyRuns } from '../../jobs/runs/run-problems';
import type { StartOutcome } from '../../jobs/runs/runner';
import { visibleRunTasks } from '../../jobs/tasks/visible-run-tasks';
import { canonicalJson } from '../../json/canonical-json';
import { decodeField, fieldsOf } from '../../luigi/calls/form';
import { Problem } from '../../problem';
import { DATA_HEADERS } from '../answer/security-headers';
import type { Enforcement, Hearing } from '../enforcement/enforcement';
import { visualiserOf } from '../pages/jobs/visualiser-links';
import { wantsPage } from '../request/wants-page';
import { firstOf, foretold, idOf, type JobDoor } from './job-door';
import { addJobPageRoutes } from './job-page-routes';
import { JobPages } from './job-pages';
import type { JobParts } from './job-parts';
import { isForm, startBodyOf } from './job-request';
import { addRunRoutes, limitOf } from './run-routes';
import { endOfLog, orUnavailable } from './runs-for-pages';
import { whatRuns } from './what-runs';

const RECENT = 10;

/**
 * Jobs and their runs: as JSON, or as pages for browsers at the same addresses. Who may run a job sees all its runs, whoever asked for
 * them: it is how they know what not to start again. They may stop or redrive those whose parameters they could have asked for.
 */
export function addJobRoutes(
  listener: FastifyInstance, enforcement: Enforcement, parts: Pick<JobParts, 'runner' | 'tasks'> & { readonly door: JobDoor }, serviceName: string,
): void {
  const { door, runner, tasks } = parts;
  const pages = new JobPages(serviceName);
  addJobPageRoutes(listener, enforcement, parts, door, pages);
  addRunRoutes(listener, enforcement, runner, door);

  listener.get('/jobs', enforcement.guard(async (hearing) => {
    const jobs = door.jobsOf(hearing.caller);
    hearing.deliberation.allow('signed-in', null);
    return wantsPage(hearing.exchange) ? pages.jobs(hearing, jobs) : send(hearing, { jobs: jobs.map(({ job }) => summary(job)) });
  }, foretold('list-jobs')));

  listener.get('/jobs/:job', enforcement.guard(async (hearing) => {
    const { job, grants } = door.granted(hearing);
    hearing.deliberation.allow('mapping', firstOf(grants));
    if (wantsPage(hearing.exchange)) return pages.job(hearing, { job, grants }, await orUnavailable(() => runner.runs(job.name, { limit: RECENT })));
    return send(hearing, { ...summary(job), parameters: narrowedSchema(job, grants) });
  }, foretold('show-job')));

  listener.post('/jobs/:job/runs', enforcement.guard(async (hearing) => {
    const { job, grants } = door.changeable(hearing);
    return pages.explained(hearing, { job, grants }, async () => {
      const body = startBodyOf(hearing.request, hearing.exchange, job);
      const { parameters, mapping } = judge(job, grants, body.parameters);
      if (body.seen !== undefined && body.seen !== whatRuns(job, parameters)) {
        throw new Problem(422, 'job-changed', 'the job has changed since its start was confirmed, so nothing was started: look at it again');
      }
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
    });
  }, foretold('start-run', true)));

  listener.get('/jobs/:job/runs', enforcement.guard(async (hearing) => {
    const { job, grants } = door.granted(hearing);
    const query = fieldsOf(hearing.exchange.rawQuery, ['limit', 'next']);
    const limit = limitOf(query);
    hearing.deliberation.allow('mapping', firstOf(grants));
    const page = await runner.runs(job.name, { limit, ...nextOf(query) });
    if (wantsPage(hearing.exchange)) return pages.runs(hearing, { job, grants }, page);
    return send(hearing, { runs: page.items.map(described), ...(page.next === undefined ? {} : { next: page.next }) });
  }, foretold('list-runs')));

  listener.get('/jobs/:job/runs/:run', enforcement.guardInTurn(async (hearing) => {
    const granted = door.granted(hearing);
    const run = await runner.run(granted.job.name, idOf(hearing));
    hearing.deliberation.allow('mapping', firstOf(granted.grants));
    const ofRun = { job: run.job, run: run.id };
    const access = enforcement.accessOf(hearing.caller);
    if (!wantsPage(hearing.exchange)) {
      // Who waits for a run's end asks often: luigid is not waited for
      const visualiser = visualiserOf(granted.job.family, visibleRunTasks(tasks.of(ofRun), access));
      return send(hearing, { ...described(run), visualiser, logs: `${addressOf(run)}/logs` });
    }
    const [known, log] = await Promise.all([tasks.latest(ofRun), endOfLog(runner, run.job, run.id)]);
    return pages.run(hearing, granted, run, visibleRunTasks(known, access), log);
  }, foretold('show-run')));

  listener.get('/jobs/:job/runs/:run/logs', enforcement.guardInTurn(async (hearing) => {
    const { job, grants } = door.granted(hearing);
    const query = fieldsOf(hearing.exchange.rawQuery, ['next', 'tail']);
    const tail = query.has('tail') ? decodeField(query.get('tail')) : 'false';
    if (tail !== 'true' && tail !== 'false') throw new Problem(400, 'bad-tail', 'got a tail that is none, expected true, for the newest lines, or false');
    const page = await runner.logs(job.name, idOf(hearing), { ...nextOf(query), tail: tail === 'true' });
    hearing.deliberation.allow('mapping', firstOf(grants));
    return send(hearing, { lines: page.items, ...(page.next === undefined ? {} : { next: page.next }) });
  }, foretold('show-log')));

  listener.get('/jobs/:job/runs/:run/tasks', enforcement.guardInTurn(async (hearing) => {
    const { job, grants } = door.granted(hearing);
    const run = await runner.run(job.name, idOf(hearing));
    hearing.deliberation.allow('mapping', firstOf(grants));
    const known = await tasks.latest({ job: job.name, run: run.id });
    return send(hearing, { tasks: visibleRunTasks(known, enforcement.accessOf(hearing.caller)) });
  }, foretold('show-tasks')));

  for (const verb of ['stop', 'redrive'] as const) {
    listener.post(`/jobs/:job/runs/:run/${verb}`, enforcement.guard(async (hearing) => {
      const { job, grants } = door.changeable(hearing);
      const id = idOf(hearing);
      return pages.explained(hearing, { job, grants }, async () => {
        const run = await runner.run(job.name, id);
        const mapping = mappingFor(grants, run.parameters);
        if (mapping === undefined) throw beyondLimits('you may run this job, but not with the values that this run has, so you may not change it', job.name, run.parameters);
        hearing.deliberation.about({ family: job.family });
        await hearing.deliberation.allowChange('mapping', mapping);
        return changed(hearing, await runner[verb](job.name, run.id, hearing.caller.principal));
      }, addressOf({ job: job.name, id }));
    }, foretold(`${verb}-run`, true)));
  }
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
      throw tooManyRuns(outcome.retryAfterSeconds);
  }
}

/** Answers a change that was done: scripts with the run, a form with the way to its page. */
function changed(hearing: Hearing, run: Run): unknown {
  const toPage = isForm(hearing.request) && wantsPage(hearing.exchange);
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

function nextOf(query: ReadonlyMap<string, string>): { readonly next?: string } {
  return query.has('next') ? { next: decodeField(query.get('next')) } : {};
}

function send({ reply }: Hearing, value: unknown): unknown {
  return reply.headers(DATA_HEADERS).type('application/json').send(JSON.stringify(value));
}
