import { findMethod, parseCall, type LuigiCall } from '../../luigi/calls/call';
import type { UpstreamAnswer } from '../../luigi/client/upstream';
import type { RenderedBody, UnchangedBody } from '../../luigi/shared/shared-rendering';
import { DATA_HEADERS, VIEW_HEADERS } from '../answer/security-headers';
import type { Subject } from '../enforcement/deliberation';
import type { Hearing } from '../enforcement/enforcement';
import type { Exchange } from '../request/exchange';
import { subjectOf } from './call-subject';

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

/** Answers a view call: with a body that is ready, or with 304 to who has it. Only what was asked for by GET is kept by browsers. */
export async function sendView({ request, reply }: Hearing, body: RenderedBody | UnchangedBody): Promise<unknown> {
  if (body.bytes === undefined) return reply.code(304).headers(VIEW_HEADERS).header('etag', body.tag).send();
  return reply.headers(request.method === 'GET' ? VIEW_HEADERS : DATA_HEADERS).headers(body.headers).send(body.bytes);
}
