import { findMethod, parseCall, type LuigiCall } from '../luigi/call';
import type { UpstreamAnswer } from '../luigi/upstream';
import type { Subject } from './deliberation';
import type { Hearing } from './enforcement';
import type { Exchange } from './exchange';
import { subjectOf } from './subject';

const API = '/api/';

/** What a request asks for by its path alone: a call that is refused for anything else is recorded by its method all the same. */
export function methodAskedFor({ rawPath }: Exchange): Subject {
  const method = findMethod(rawPath.slice(API.length));
  return method === undefined ? {} : subjectOf({ method, args: {} });
}

/** The Luigi call in a request, parsed once; the deliberation learns what it is about. */
export function callOf({ exchange, request, deliberation }: Hearing): LuigiCall {
  const call = parseCall({
    lane: exchange.lane,
    httpMethod: request.method,
    name: exchange.rawPath.slice(API.length),
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
