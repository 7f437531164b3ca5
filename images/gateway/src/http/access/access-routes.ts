import type { FastifyInstance } from 'fastify';
import { describeAccess } from '../../access/describe';
import { explainAccess, type Explanation } from '../../explain/explain';
import { JOB_NAME } from '../../jobs/description/parse-job';
import { Problem } from '../../problem';
import type { Settings } from '../../settings/settings';
import { DATA_HEADERS, pageHeaders } from '../answer/security-headers';
import type { Enforcement, Hearing } from '../enforcement/enforcement';
import { noSuchJob, type JobDoor } from '../jobs/job-door';
import { OPENAPI } from '../openapi';
import { assertNotCrossSite } from '../origin/foreign-page';
import { explainPage } from '../pages/access/explain-page';
import { whoamiPage } from '../pages/access/whoami-page';
import { chromeFor } from '../pages/chrome';
import { STYLE } from '../pages/style';
import { asksForEvidence } from '../request/asks-for-evidence';
import { wantsPage } from '../request/wants-page';
import { type AskedFields, askedFields, questionOf } from './asked-question';

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
    if (!wantsPage(exchange)) return sendJson(hearing, explained(hearing, askedFields(exchange.rawQuery)));
    if (exchange.rawQuery === '') {
      deliberation.allow('signed-in', null);
      return sendPage(hearing, explainPage(chrome, { asked: {} }));
    }
    let asked: AskedFields = {};
    try {
      asked = askedFields(exchange.rawQuery);
      return sendPage(hearing, explainPage(chrome, { asked, answer: { explanation: explained(hearing, asked), caller } }));
    } catch (error) {
      // Told where it can be mended: above the form, with what was typed.
      if (!(error instanceof Problem) || (error.status !== 400 && error.status !== 404)) throw error;
      const page = explainPage(chrome, { asked, problem: error });
      throw new Problem(error.status, error.code, error.message, { ...error.extensions, page }, { cause: error });
    }
  }, () => ({ action: 'explain', method: 'explain' })));

  /** The answer, on record. */
  function explained(hearing: Hearing, asked: AskedFields): Explanation {
    const { caller, deliberation } = hearing;
    const question = questionOf(asked);
    deliberation.about(question.action === 'run' ? { ...(JOB_NAME.test(question.job) ? { job: question.job } : {}) } : { family: question.family });
    const job = question.action === 'run' ? jobOf(hearing, question.job) : undefined;
    const explanation = explainAccess(enforcement.accessOf(caller), question, job);
    deliberation.allow('signed-in', null);
    return explanation;
  }

  listener.get('/openapi.json', enforcement.guard(async (hearing) => {
    hearing.deliberation.about({ action: 'page', method: 'openapi' });
    hearing.deliberation.allow('signed-in', null);
    return hearing.reply.headers(DATA_HEADERS).type('application/json').send(JSON.stringify(OPENAPI));
  }));

  function jobOf({ caller }: Hearing, name: string) {
    if (door === undefined) throw noSuchJob();
    return door.named(caller, name).job;
  }
}

function sendPage({ reply }: Hearing, page: string): unknown {
  return reply.headers({ ...pageHeaders(STYLE), Vary: 'Accept' }).type('text/html; charset=utf-8').send(page);
}

function sendJson({ reply }: Hearing, value: unknown): unknown {
  return reply.headers(DATA_HEADERS).type('application/json').send(`${JSON.stringify(value, null, 2)}\n`);
}
