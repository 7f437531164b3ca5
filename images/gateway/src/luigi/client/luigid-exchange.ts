import { request, type Agent, type IncomingMessage } from 'node:http';
import { callerGone } from '../../caller-gone';
import { Problem } from '../../problem';
import type { UpstreamAnswer } from './upstream';

/** One request to luigid. */
export interface LuigidRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  /** An urlencoded form. */
  readonly body?: string;
}

/** What one exchange may cost. */
export interface ExchangeLimits {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** From then until the answer is complete. */
  readonly answerMs: number;
  /** Largest answer. */
  readonly maxAnswerBytes: number;
}

/** luigid was not reached, or went away. */
export class LuigidUnreachable extends Error {
  /**
   * @param refused whether the request surely never got to luigid
   * @param stale whether the connection was an old one that luigid may have closed before the request came
   */
  constructor(readonly refused: boolean, readonly stale: boolean, options: ErrorOptions) {
    super('luigid did not answer', options);
    this.name = 'LuigidUnreachable';
  }
}

/**
 * Sends one request and collects the answer, whatever its status.
 *
 * @param signal aborted where nobody wants the answer any more. luigid does what it has been sent, whoever waits for it, and answers in
 * one go: so this ends once it has begun to answer, and then without reading it
 * @throws LuigidUnreachable; Problem 503 `scheduler-unavailable` (no answer in time), 502 `scheduler-failed` (answer too large), 499
 * `caller-gone`
 */
export function exchange(origin: URL, agent: Agent, asked: LuigidRequest, limits: ExchangeLimits, signal?: AbortSignal): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(asked.path, origin), {
      agent,
      method: asked.method,
      headers: asked.body === undefined ? {} : {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(asked.body),
      },
    });
    let answered = false;
    const gone = (): void => { if (answered) fail(callerGone()); };
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', gone);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
      outgoing.destroy();
    };
    const late = (): void => fail(unavailable('the scheduler did not answer in time'));
    let timer = setTimeout(late, limits.connectMs);
    const startAnswerTimer = (): void => {
      clearTimeout(timer);
      timer = setTimeout(late, limits.answerMs);
    };

    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', startAnswerTimer);
      else startAnswerTimer();
    });
    outgoing.on('error', (cause: NodeJS.ErrnoException) => {
      const refused = cause.code === 'ECONNREFUSED' || cause.code === 'ENOENT';
      fail(new LuigidUnreachable(refused, outgoing.reusedSocket && !answered, { cause }));
    });
    outgoing.on('response', (incoming) => {
      answered = true;
      if (signal?.aborted === true) return gone();
      collect(incoming, limits.maxAnswerBytes).then((body) => {
        settle();
        resolve({ status: incoming.statusCode ?? 0, contentType: incoming.headers['content-type'] ?? 'application/octet-stream', body });
      }, fail);
    });
    signal?.addEventListener('abort', gone, { once: true });
    outgoing.end(asked.body);
  });
}

/** The body, in one piece. luigid tells its length beforehand, so the piece is made once. */
async function collect(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const told = Number(incoming.headers['content-length'] ?? NaN);
  if (told > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  const whole = Number.isSafeInteger(told) ? Buffer.allocUnsafe(told) : undefined;
  let length = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      if (length + chunk.length > (whole?.length ?? maxBytes)) throw tooLarge();
      if (whole) chunk.copy(whole, length);
      else chunks.push(chunk);
      length += chunk.length;
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new LuigidUnreachable(false, false, { cause });
  }
  return whole ? whole.subarray(0, length) : Buffer.concat(chunks, length);
}

/** 503 `scheduler-unavailable`: what a caller is told, with what an operator needs as its cause. */
export function unavailable(detail: string, cause?: unknown): Problem {
  return new Problem(503, 'scheduler-unavailable', `${detail}; try again in a few seconds`, { headers: { 'retry-after': '5' } }, { cause });
}

/** 502 `scheduler-failed`. */
export function failed(detail: string, cause?: unknown): Problem {
  return new Problem(502, 'scheduler-failed', detail, {}, { cause });
}

function tooLarge(): Problem {
  return failed('the scheduler\'s answer is larger than this gateway passes on; ask for less, such as one status or a search');
}
