import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Agent, request as requestHttps } from 'node:https';
import { answerItself } from './own-answers';

/** Headers that belong to one connection, not to the request. */
const HOP_BY_HOP = new Set(['connection', 'expect', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** Where requests go, and how. */
export interface ForwardTarget {
  /** lighttpd's people lane. */
  readonly url: URL;
  readonly agent: Agent;
  /** In milliseconds, without a byte either way. */
  readonly idleMs: number;
  /** The port that browsers use. */
  readonly frontPort: number;
}

/**
 * Sends a request on, with the load balancer's own headers, and its answer back.
 * Names and doubled headers go on as they came: it is the target that must cope with them.
 * @param own headers that the load balancer sets; a client's of the same name are dropped
 * @param answerHeaders added to the answer
 */
export function forward(
  target: ForwardTarget, request: IncomingMessage, response: ServerResponse,
  own: Readonly<Record<string, string>> = {}, answerHeaders: readonly string[] = [],
): void {
  const upstream = requestHttps({
    host: target.url.hostname, port: target.url.port, agent: target.agent, method: request.method, path: request.url,
    headers: headersFor(target, request, own) as never, setHost: false,
  });
  upstream.setTimeout(target.idleMs, () => {
    answerItself(response, 504);
    upstream.destroy();
  });
  upstream.on('error', () => answerItself(response, 502));
  upstream.on('response', (answer) => {
    const kept: string[] = [];
    for (let index = 0; index < answer.rawHeaders.length; index += 2) {
      const [name, value] = [answer.rawHeaders[index] as string, answer.rawHeaders[index + 1] as string];
      if (!HOP_BY_HOP.has(name.toLowerCase()) && name.toLowerCase() !== 'transfer-encoding') kept.push(name, value);
    }
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, [...kept, ...answerHeaders] as never);
    answer.on('error', () => response.destroy());
    answer.on('aborted', () => response.destroy());
    answer.pipe(response);
  });
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  request.pipe(upstream);
}

function headersFor(target: ForwardTarget, request: IncomingMessage, own: Readonly<Record<string, string>>): string[] {
  const forwardedFor = request.headers['x-forwarded-for'];
  const set: Record<string, string> = {
    'x-forwarded-for': [...(forwardedFor === undefined ? [] : [forwardedFor]), addressOf(request)].join(', '),
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(target.frontPort),
    'x-amzn-trace-id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    ...own,
  };
  const headers: string[] = [];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] as string;
    if (!HOP_BY_HOP.has(name.toLowerCase()) && !(name.toLowerCase() in set)) headers.push(name, request.rawHeaders[index + 1] as string);
  }
  for (const [name, value] of Object.entries(set)) headers.push(name, value);
  return headers;
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
