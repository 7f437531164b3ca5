import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock, type Clock } from '../clock';
import type { Logger } from '../log';
import type { LanePin } from './lane-pin';
import { PinMismatch, PinnedAgent } from './pinned-agent';
import type { WorkerTokens } from './worker-tokens';

/** A worker's call, as it came. */
export interface LaneCall {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly target: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

/** What the lane answered. */
export interface LaneAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** The lane was gone for longer than a call is held. */
export class LaneGone extends Error {}

/** What a Lane is made of. */
export interface LaneProps {
  readonly url: URL;
  readonly tokens: Pick<WorkerTokens, 'token' | 'forget'>;
  readonly pin: Pick<LanePin, 'current' | 'renew'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** How long one call is gone on with, in milliseconds. */
  readonly holdMs: number;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic'>;
}

const CONNECT_MS = 3_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** What lighttpd and the gateway say while one of them, or luigid, is not there. */
const ABSENT = new Set([502, 503, 504]);

/**
 * The worker lane, signed in to as the task's role. A call is made again until the lane has answered it, or its time is over: Luigi makes
 * its calls again itself when they fail, so that they may be made twice.
 */
export class Lane {
  private readonly agent: PinnedAgent;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly stopping = new AbortController();
  private gone = false;

  constructor(private readonly props: LaneProps) {
    this.agent = new PinnedAgent(() => props.pin.current, CONNECT_MS);
    this.clock = props.clock ?? systemClock;
  }

  /** @throws LaneGone */
  async send(call: LaneCall): Promise<LaneAnswer> {
    const deadline = this.clock.monotonic() + this.props.holdMs;
    let renewed = false;
    for (let tries = 0; ; tries += 1) {
      let reason: unknown;
      try {
        const answer = await this.once(call, deadline - this.clock.monotonic());
        if (answer.status === 401 && !renewed) {
          // It may have ended on its way.
          renewed = true;
          this.props.tokens.forget();
          continue;
        }
        if (!ABSENT.has(answer.status)) {
          this.isBack();
          if (answer.status === 401 || answer.status === 403) this.refused(answer);
          return answer;
        }
        reason = `answered ${answer.status} ${codeOf(answer)}`;
      } catch (error) {
        reason = error;
        if (error instanceof PinMismatch) await this.props.pin.renew().catch((fault: unknown) => { reason = fault; });
      }
      this.isGone(reason);
      const wait = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
      if (this.clock.monotonic() + wait >= deadline || this.stopping.signal.aborted) throw new LaneGone('the worker lane is gone', { cause: reason });
      await pause(wait, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Calls that wait are given up. */
  close(): void {
    this.stopping.abort();
    this.agent.destroy();
  }

  private async once(call: LaneCall, milliseconds: number): Promise<LaneAnswer> {
    if (this.props.pin.current === undefined) await this.props.pin.renew();
    if (this.props.pin.current === undefined) throw new PinMismatch();
    const token = await this.props.tokens.token();
    const { url } = this.props;
    return new Promise((resolve, reject) => {
      const outgoing = request({
        agent: this.agent, host: url.hostname, port: url.port === '' ? 443 : url.port, method: call.method, path: call.target,
        headers: {
          'authorization': `Bearer ${token}`,
          'accept': 'application/json',
          ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
          ...(call.method === 'POST' ? { 'content-length': call.body.length } : {}),
        },
      });
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(error);
        outgoing.destroy();
      };
      const timer = setTimeout(() => fail(new Error('the worker lane did not answer in time')), Math.max(1, milliseconds));
      outgoing.on('error', fail).on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        incoming.on('error', fail).on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) return fail(new Error(`the worker lane answered more than ${MAX_ANSWER_BYTES} bytes`));
          chunks.push(chunk);
        }).on('end', () => {
          clearTimeout(timer);
          if (!incoming.complete) return fail(new Error('the worker lane broke its answer off'));
          resolve({
            status: incoming.statusCode ?? 0, contentType: incoming.headers['content-type'] ?? 'application/octet-stream', body: Buffer.concat(chunks),
          });
        });
      });
      outgoing.end(call.method === 'POST' ? call.body : undefined);
    });
  }

  private isGone(reason: unknown): void {
    if (!this.gone) this.props.log.warn('the worker lane is gone: calls wait', { reason });
    this.gone = true;
  }

  private isBack(): void {
    if (this.gone) this.props.log.info('the worker lane is back');
    this.gone = false;
  }

  private refused(answer: LaneAnswer): void {
    this.props.log.warn('the worker lane refused a call', { status: answer.status, code: codeOf(answer) });
  }
}

/** Of a problem document. */
function codeOf({ body }: LaneAnswer): string {
  return /"code":\s?"([a-z-]{1,64})"/.exec(body.subarray(0, 4096).toString('latin1'))?.[1] ?? '';
}
