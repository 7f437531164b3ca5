import type { FastifyInstance } from 'fastify';
import { judge, mappingFor } from '../../jobs/judgement/judge';
import { addressOf } from '../../jobs/runs/run';
import { visibleRunTasks } from '../../jobs/tasks/visible-run-tasks';
import { decodeField, fieldsOf } from '../../luigi/calls/form';
import { noSuchPage } from '../answer/no-such-page';
import { DATA_HEADERS } from '../answer/security-headers';
import type { Enforcement, Hearing } from '../enforcement/enforcement';
import { wantsPage } from '../request/wants-page';
import { firstOf, foretold, idOf, type JobDoor } from './job-door';
import { type JobPages, leadTo } from './job-pages';
import type { JobParts } from './job-parts';
import { startBodyOf } from './job-request';
import { orUnavailable, shortened } from './runs-for-pages';

/** What only browsers ask: steps on the way to a change, which change nothing, and what is new of a run. */
export function addJobPageRoutes(
  listener: FastifyInstance, enforcement: Enforcement, { runner, tasks }: Pick<JobParts, 'runner' | 'tasks'>, door: JobDoor, pages: JobPages,
): void {
  listener.post('/jobs/:job/confirm', enforcement.guard(async (hearing) => {
    const granted = door.proved(hearing);
    forBrowsers(hearing);
    return pages.explained(hearing, granted, async () => {
      const { job, grants } = granted;
      const { parameters, reason } = startBodyOf(hearing.request, hearing.exchange, job);
      const verdict = judge(job, grants, parameters);
      hearing.deliberation.about({ family: job.family, statedReason: reason });
      hearing.deliberation.allow('mapping', verdict.mapping);
      return pages.confirm(hearing, granted, verdict, reason);
    });
  }, foretold('confirm-run')));

  listener.post('/jobs/:job/change', enforcement.guard(async (hearing) => {
    const granted = door.proved(hearing);
    forBrowsers(hearing);
    hearing.deliberation.allow('mapping', firstOf(granted.grants));
    return pages.change(hearing, granted);
  }, foretold('show-job')));

  // Who signs in again after such a step comes back by GET.
  for (const step of ['confirm', 'change']) {
    listener.get(`/jobs/:job/${step}`, enforcement.guard(async (hearing) => {
      const { job, grants } = door.granted(hearing);
      forBrowsers(hearing);
      hearing.deliberation.allow('mapping', firstOf(grants));
      return leadTo(hearing, `/jobs/${job.name}`);
    }, foretold('show-job')));
  }

  listener.get('/jobs/:job/runs/:run/redrive', enforcement.guard(async (hearing) => {
    const { job, grants } = door.granted(hearing);
    const id = idOf(hearing);
    forBrowsers(hearing);
    hearing.deliberation.allow('mapping', firstOf(grants));
    return leadTo(hearing, addressOf({ job: job.name, id }));
  }, foretold('show-run')));

  listener.get('/jobs/:job/runs/:run/stop', enforcement.guard(async (hearing) => {
    const granted = door.granted(hearing);
    forBrowsers(hearing);
    const run = await runner.run(granted.job.name, idOf(hearing));
    hearing.deliberation.allow('mapping', firstOf(granted.grants));
    return pages.stop(hearing, granted, run);
  }, foretold('show-run')));

  // By the run's id alone: no value comes from the address.
  listener.get('/jobs/:job/runs/:run/again', enforcement.guard(async (hearing) => {
    const granted = door.granted(hearing);
    forBrowsers(hearing);
    const run = await runner.run(granted.job.name, idOf(hearing));
    hearing.deliberation.allow('mapping', firstOf(granted.grants));
    return mappingFor(granted.grants, run.parameters) === undefined ? leadTo(hearing, `/jobs/${granted.job.name}`) : pages.again(hearing, granted, run);
  }, foretold('show-run')));

  listener.get('/jobs/:job/runs/:run/live', enforcement.guardInTurn(async (hearing) => {
    const granted = door.granted(hearing);
    const id = idOf(hearing);
    const query = fieldsOf(hearing.exchange.rawQuery, ['next']);
    const { name: job } = granted.job;
    const [run, known, log] = await Promise.all([
      runner.run(job, id), tasks.latest({ job, run: id }),
      orUnavailable(() => runner.logs(job, id, query.has('next') ? { next: decodeField(query.get('next')) } : {})),
    ]);
    hearing.deliberation.allow('mapping', firstOf(granted.grants));
    const visible = visibleRunTasks(known, enforcement.accessOf(hearing.caller));
    const page = log === 'unavailable' ? log : { lines: log.items.map(shortened), cut: false, ...(log.next === undefined ? {} : { next: log.next }) };
    return hearing.reply.headers(DATA_HEADERS).type('application/json').send(JSON.stringify(pages.live(granted, run, visible, page)));
  }, foretold('show-run')));
}

/** Scripts have other ways, which the OpenAPI document describes. */
function forBrowsers({ exchange }: Hearing): void {
  if (!wantsPage(exchange)) throw noSuchPage();
}
