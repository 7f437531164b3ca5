import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import { IdentityError } from '../../identity/errors';
import { Problem } from '../../problem';
import { errorPage } from '../pages/error';
import { STYLE } from '../pages/style';
import { asksForEvidence } from '../request/asks-for-evidence';
import type { Exchange } from '../request/exchange';
import { wantsPage } from '../request/wants-page';
import { DATA_HEADERS, pageHeaders } from './security-headers';

/**
 * Answers with a problem: as problem+json, or to a person's browser as a page that says the same.
 * Background calls and scripts never get a page.
 */
export function sendProblem(reply: FastifyReply, exchange: Exchange, problem: Problem): void {
  const title = STATUS_CODES[problem.status] ?? 'Error';
  const evidence = asksForEvidence(exchange) ? problem.extensions.evidence : undefined;
  void reply.code(problem.status).headers({ ...problem.extensions.headers, 'X-Request-Id': exchange.requestId });
  if (wantsPage(exchange)) {
    void reply
      .headers(pageHeaders(STYLE, problem.extensions.page !== undefined))
      .type('text/html; charset=utf-8')
      .send(problem.extensions.page ?? errorPage({
        status: problem.status, title, code: problem.code, detail: problem.message, requestId: exchange.requestId,
        explain: problem.extensions.explain, evidence, isOut: problem instanceof IdentityError ? problem.status === 401 : problem.code === 'principal-revoked',
      }));
    return;
  }
  void reply
    .headers(DATA_HEADERS)
    .type('application/problem+json')
    .send(JSON.stringify({
      type: `urn:cdk-lighttpd-luigi:problem:${problem.code}`,
      title,
      status: problem.status,
      code: problem.code,
      detail: problem.message,
      instance: `urn:uuid:${exchange.requestId}`,
      requestId: exchange.requestId,
      ...(problem.extensions.errors === undefined ? {} : { errors: problem.extensions.errors }),
      ...(problem.extensions.explain === undefined ? {} : { explain: problem.extensions.explain }),
      ...(evidence === undefined ? {} : { evidence }),
      ...(problem.extensions.run === undefined ? {} : { run: problem.extensions.run }),
    }));
}

/** Whatever was thrown, as a problem. What isn't one is our own fault, and its text is not for callers. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  if (status === 413) return new Problem(413, 'body-too-large', 'the request body is larger than this service takes', {}, { cause: error });
  if (status === 415) return new Problem(415, 'unsupported-media-type', 'send the arguments as application/x-www-form-urlencoded', {}, { cause: error });
  if (status >= 400 && status < 500) return new Problem(status, 'malformed-request', 'the request is not well-formed HTTP', {}, { cause: error });
  return new Problem(500, 'internal-error', 'something went wrong here; quote the request id to the operators of this service', {}, { cause: error });
}

function statusOf(error: unknown): number {
  const status: unknown = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : 500;
}
