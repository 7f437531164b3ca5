import type { FastifyInstance } from 'fastify';
import type { Luigid } from '../luigi/upstream';
import { Problem } from '../problem';
import type { Enforcement } from './enforcement';
import { callOf, methodAskedFor, sendAnswer } from './luigi-call';
import { DATA_HEADERS } from './security-headers';

/** Luigi's calls for workers: their own and the viewing ones. Whoever signs in here is trusted with every task. */
export function addWorkerRoutes(listener: FastifyInstance, enforcement: Enforcement, luigid: Luigid): void {
  const handler = enforcement.guard(async (hearing) => {
    const call = callOf(hearing);
    const { deliberation } = hearing;
    if (call.method.kind === 'operate') {
      throw new Problem(403, 'people-only', 'this call is for people who operate the scheduler: workers have no need of it');
    }
    if (!call.method.change) {
      deliberation.allow('worker-credential', null);
      return sendAnswer(hearing, await luigid.call(call.method.name, call.args), DATA_HEADERS);
    }
    await deliberation.allowChange('worker-credential', null);
    const answer = await luigid.call(call.method.name, call.args);
    deliberation.result(answer.status);
    return sendAnswer(hearing, answer, DATA_HEADERS);
  }, methodAskedFor);
  listener.route({ method: ['GET', 'POST'], url: '/api/*', handler });
}
