import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Lane } from '../../lane';
import type { Logger } from '../../log';
import type { Measures } from '../../metrics/measures';
import type { Problem } from '../../problem';
import { problemFrom, sendProblem } from '../answer/problem-response';
import type { Enforcement } from '../enforcement/enforcement';
import type { TrustedProxies } from '../request/client-address';
import { exchangeOf, type Exchange } from '../request/exchange';
import { gracefulStop } from './graceful-stop';
import { measureAnswers } from './measured-answers';

/** One listener. */
export interface ListenerOptions {
  readonly lane: Lane;
  /** Whom lighttpd's people lane has before it. */
  readonly trustedProxies?: TrustedProxies;
  /** Largest request body, in bytes. */
  readonly bodyBytes: number;
  /** How long a request may take to arrive, in milliseconds. */
  readonly arrivalMs: number;
  /**
   * Hears of each answer.
   * @default - nobody does
   */
  readonly measures?: Measures;
}

/**
 * A listener with what all lanes share: bodies kept raw (the Luigi call is parsed once, elsewhere), every error a
 * problem document, no answer dropped on a graceful stop.
 */
export function createListener(
  options: ListenerOptions, log: Logger, enforcement: Pick<Enforcement, 'refuseUnheard'>,
): FastifyInstance {
  const listener = fastify({
    bodyLimit: options.bodyBytes,
    requestTimeout: options.arrivalMs,
    connectionTimeout: 0,
    keepAliveTimeout: 75_000,
    // Judged, recorded and answered as GET is, without the body; a Luigi call is refused.
    exposeHeadRoutes: true,
    // What was accepted is answered, also while stopping.
    return503OnClosing: false,
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      refuse(exchange(request), error, reply);
    },
    http: { maxHeaderSize: 80 * 1024 },
  });
  // Node.js drops what comes after the first thousand headers: also the client's address and a second identity. Their size is limited instead.
  listener.server.maxHeadersCount = 0;
  if (options.measures !== undefined) measureAnswers(listener, options.lane, options.measures);
  listener.addHook('preClose', gracefulStop(listener.server));
  listener.removeAllContentTypeParsers();
  listener.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body); });
  listener.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', exchange(request).requestId);
    done();
  });
  listener.setErrorHandler((error, request, reply) => {
    refuse(exchange(request), error, reply);
  });
  return listener;

  function exchange(request: FastifyRequest): Exchange {
    return exchangeOf(request, options.lane, options.trustedProxies);
  }

  function refuse(refused: Exchange, error: unknown, reply: FastifyReply): void {
    const problem = recorded(refused, problemFrom(error));
    const { requestId } = refused;
    if (problem.code === 'internal-error') log.error('request failed', { requestId, error });
    else if (problem.status >= 500) log.warn('request refused', { requestId, code: problem.code });
    sendProblem(reply, refused, problem);
  }

  function recorded(refused: Exchange, problem: Problem): Problem {
    try {
      enforcement.refuseUnheard(refused, problem);
      return problem;
    } catch (unrecorded) {
      return problemFrom(unrecorded);
    }
  }
}
