import type { FastifyInstance } from 'fastify';
import { describeAccess } from '../../access/describe';
import { explainAccess } from '../../access/explain';
import { JOB_NAME } from '../../jobs/parse-job';
import type { Settings } from '../../settings/settings';
import type { Enforcement, Hearing } from '../enforcement';
import { assertNotCrossSite } from '../foreign-page';
import { noSuchJob, type JobDoor } from '../jobs/job-door';
import { explainPage } from '../pages/access/explain-page';
import { whoamiPage } from '../pages/access/whoami-page';
import { chromeFor } from '../pages/chrome';
import { STYLE } from '../pages/style';
import { DATA_HEADERS, pageHeaders } from '../security-headers';
import { asksForEvidence } from '../verbose';
import { wantsPage } from '../wants-page';
import { askedFields, questionOf } from './asked-question';

/**
 * What callers are told of themselves: who they are to the service, and why they may or may not do something. Of mappings that don't
 * name them, and of jobs that they may not run, nothing.
 *
 * @param door undefined where the service has no jobs
 */
export function addAccessRoutes(
  listener: FastifyInstance, enforcement: Enforcement, { serviceName }: Pick<Settings, 'serviceName'>, door?: Pick<JobDoor, 'named'>,
): void {
  listener.get('/whoami', enforcement.guard(async (hearing) => {
    hearing.deliberation.about({ action: 'page', method: 'whoami' });
    hearing.deliberation.allow('signed-in', null);
    const { caller, exchange } = hearing;
    const access = enforcement.accessOf(caller);
    const isVerbose = asksForEvidence(exchange);
    if (isVerbose && wantsPage(exchange)) return sendPage(hearing, whoamiPage(chromeFor(serviceName, caller), caller, access));
    return sendJson(hearing, {
      principal: caller.principal,
      kind: caller.kind,
      displayName: caller.displayName,
      groups: caller.groups,
      principals: caller.principals,
      session: caller.session,
      expiresAt: new Date(caller.expiresAt * 1000).toISOString(),
      access: describeAccess(access),
      ...(isVerbose ? { issuer: caller.issuer, roleSession: caller.roleSession, evidence: caller.evidence ?? null } : {}),
    });
  }));

  listener.get('/access/explain', enforcement.guard(async (hearing) => {
    const { caller, deliberation, exchange } = hearing;
    assertNotCrossSite(exchange.head, true);
    const chrome = chromeFor(serviceName, caller);
    if (exchange.rawQuery === '' && wantsPage(exchange)) {
      deliberation.allow('signed-in', null);
      return sendPage(hearing, explainPage(chrome, {}));
    }
    const fields = askedFields(exchange.rawQuery);
    const question = questionOf(fields);
    deliberation.about(question.action === 'run' ? { ...(JOB_NAME.test(question.job) ? { job: question.job } : {}) } : { family: question.family });
    const job = question.action === 'run' ? jobOf(hearing, question.job) : undefined;
    const explanation = explainAccess(enforcement.accessOf(caller), question, job);
    deliberation.allow('signed-in', null);
    return wantsPage(exchange) ? sendPage(hearing, explainPage(chrome, fields, explanation)) : sendJson(hearing, explanation);
  }, () => ({ action: 'explain', method: 'explain' })));

  function jobOf({ caller }: Hearing, name: string) {
    if (door === undefined) throw noSuchJob();
    return door.named(caller, name).job;
  }
}

function sendPage({ reply }: Hearing, page: string): unknown {
  return reply.headers({ ...pageHeaders(STYLE), Vary: 'Accept' }).type('text/html; charset=utf-8').send(page);
}

function sendJson({ reply }: Hearing, value: unknown): unknown {
  return reply.headers(DATA_HEADERS).type('application/json').send(JSON.stringify(value, null, 2));
}
