import { findMethod, parseCall, type LuigiCall } from '../luigi/call';
import type { UpstreamAnswer } from '../luigi/upstream';
import type { Hearing } from './enforcement';
import { subjectOf } from './subject';

/** The Luigi call in a request, parsed once; the deliberation learns what it is about. */
export function callOf({ exchange, request, deliberation }: Hearing): LuigiCall {
  const name = exchange.rawPath.slice('/api/'.length);
  const method = findMethod(name);
  // What is refused for its arguments is recorded by its method all the same.
  if (method !== undefined) deliberation.about(subjectOf({ method, args: {} }));
  const call = parseCall({
    lane: exchange.lane,
    httpMethod: request.method,
    name,
    rawQuery: exchange.rawQuery,
    contentType: request.headers['content-type'],
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
  });
  deliberation.about(subjectOf(call));
  return call;
}

/** Passes an answer of luigid's on. */
export async function sendAnswer(hearing: Hearing, answer: UpstreamAnswer, headers: Readonly<Record<string, string>>): Promise<unknown> {
  return hearing.reply.code(answer.status).headers(headers).type(answer.contentType).send(answer.body);
}
