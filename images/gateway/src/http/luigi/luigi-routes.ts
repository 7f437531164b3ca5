import type { FastifyInstance } from 'fastify';
import type { Access } from '../../access/access';
import { explainAddress } from '../../access/question';
import type { LuigiCall } from '../../luigi/calls/call';
import { judgeOperate, OperateRefusal, shapeOperateAnswer, type OperateVerdict } from '../../luigi/calls/change';
import { assertLuigiPage, fetchLuigiPage } from '../../luigi/calls/pages';
import type { Luigid } from '../../luigi/client/upstream';
import { SharedAnswers } from '../../luigi/shared/shared-answers';
import { answerView } from '../../luigi/visible/view';
import { NO_MEASURES, type Measures } from '../../metrics/measures';
import { Problem } from '../../problem';
import { DATA_HEADERS, LUIGI_PAGE_HEADERS } from '../answer/security-headers';
import type { Enforcement, Hearing } from '../enforcement/enforcement';
import { assertNotCrossSite } from '../origin/foreign-page';
import { assertOriginProved } from '../origin/origin-proof';
import { acceptedCodings } from '../request/accepted-codings';
import { callOf, methodAskedFor, sendAnswer, sendView } from './luigi-call';
import { LUIGI_PAGE_ROUTES } from './luigi-page-routes';

/** How luigid's answers are shared among people. */
export interface LuigiRoutesOptions {
  /** Milliseconds for which an answer is handed out. */
  readonly sharedAnswerMilliseconds: number;
  /**
   * Hears where answers came from.
   * @default NO_MEASURES
   */
  readonly measures?: Measures;
}

/** Luigi's calls and pages for people: seen and changed only as mappings say. */
export function addLuigiRoutes(
  listener: FastifyInstance, enforcement: Enforcement, luigid: Luigid, { sharedAnswerMilliseconds, measures = NO_MEASURES }: LuigiRoutesOptions,
): void {
  const answers = new SharedAnswers(luigid, { maxAgeMs: sharedAnswerMilliseconds });
  listener.addHook('onClose', async () => answers.close());
  const call = enforcement.guard(async (hearing) => {
    const parsed = callOf(hearing);
    switch (parsed.method.kind) {
      case 'view':
        assertNotCrossSite(hearing.exchange.head, false);
        // Rights are those of the moment when the turn has come: it may be a long wait
        return enforcement.inTurn(hearing, () => view(hearing, parsed, enforcement.accessOf(hearing.caller)));
      case 'operate': return operate(hearing, parsed);
      case 'worker': throw new Problem(403, 'worker-only', 'this call is for workers: they have a lane of their own');
    }
  }, methodAskedFor);
  // By HEAD, too, which is refused there: what GET does may be a change
  listener.route({ method: ['GET', 'POST'], url: '/api/*', handler: call });

  const page = enforcement.guard(async (hearing) => {
    const path = assertLuigiPage(hearing.exchange.rawPath, hearing.exchange.rawQuery);
    hearing.deliberation.about({ action: 'view', method: path.name });
    assertNotCrossSite(hearing.exchange.head, true);
    return enforcement.inTurn(hearing, async () => {
      const access = enforcement.accessOf(hearing.caller);
      const mapping = access.view.isAll ? access.grantedBy('view', '*') : undefined;
      if (mapping === undefined) {
        throw new Problem(403, 'not-granted', 'this page shows every task: it needs a mapping that grants view on *', { explain: explainAddress({ action: 'view', family: '*' }) });
      }
      hearing.deliberation.allow('mapping', mapping);
      return sendAnswer(hearing, await fetchLuigiPage(path, luigid, { signal: hearing.signal }), LUIGI_PAGE_HEADERS);
    });
  });
  for (const url of LUIGI_PAGE_ROUTES) listener.get(url, page);

  async function view(hearing: Hearing, parsed: LuigiCall, access: Access): Promise<unknown> {
    const { rendering, asked, mapping, family } = await answerView(parsed, access, answers, hearing);
    const { method, headers } = hearing.request;
    const body = await rendering.bodyFor(acceptedCodings(headers['accept-encoding']), method === 'GET' ? headers['if-none-match'] : undefined);
    hearing.deliberation.about({ family });
    hearing.deliberation.allow('mapping', mapping);
    measures.viewed(body.bytes === undefined ? 'unchanged' : asked ? 'asked' : 'shared');
    return sendView(hearing, body);
  }

  async function operate(hearing: Hearing, parsed: LuigiCall): Promise<unknown> {
    const { caller, exchange } = hearing;
    if (caller.session === 'cookie') assertOriginProved(exchange.head);
    enforcement.takeChange(hearing);
    const access = enforcement.accessOf(caller);
    // Who may change nothing asks luigid as viewers do, a few calls at once: that they may not is all that they are told
    if (access.operate.isNone) return enforcement.inTurn(hearing, () => change(hearing, parsed, enforcement.accessOf(caller)));
    return change(hearing, parsed, access);
  }

  async function change(hearing: Hearing, parsed: LuigiCall, access: Access): Promise<unknown> {
    const verdict = await judged(hearing, parsed, access);
    await hearing.deliberation.allowChange('mapping', verdict.mapping);
    const answer = shapeOperateAnswer(parsed, access, await answers.change(parsed.method.name, parsed.args, { signal: hearing.signal }));
    hearing.deliberation.result(answer.status);
    return sendAnswer(hearing, answer, DATA_HEADERS);
  }

  async function judged({ deliberation, signal }: Hearing, parsed: LuigiCall, access: Access): Promise<OperateVerdict> {
    try {
      const verdict = await judgeOperate(parsed, access, luigid, signal);
      deliberation.about({ family: verdict.family });
      return verdict;
    } catch (error) {
      if (error instanceof OperateRefusal) deliberation.about({ family: error.family });
      throw error;
    }
  }
}
