import { parseCall, type LuigiCall } from '../luigi/call';
import type { UpstreamAnswer } from '../luigi/upstream';
import type { Hearing } from './enforcement';

/** The Luigi call in a request, parsed once. */
export function callOf({ exchange, request }: Hearing): LuigiCall {
  return parseCall({
    lane: exchange.lane,
    httpMethod: request.method,
    name: exchange.rawPath.slice('/api/'.length),
    rawQuery: exchange.rawQuery,
    contentType: request.headers['content-type'],
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
  });
}

/** Passes an answer of luigid's on. */
export async function sendAnswer(hearing: Hearing, answer: UpstreamAnswer, headers: Readonly<Record<string, string>>): Promise<unknown> {
  return hearing.reply.code(answer.status).headers(headers).type(answer.contentType).send(answer.body);
}
