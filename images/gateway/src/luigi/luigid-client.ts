import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '../problem';
import { familyIn, responseOf } from './answer';
import { canonicalForm } from './canonical';
import { CATALOGUE } from './catalogue';
import { Gate, type GateLimits } from './gate';
import { exchange, failed, LuigidUnreachable, unavailable, type LuigidRequest, type ExchangeLimits } from './luigid-exchange';
import { SingleFlight } from './single-flight';
import type { Luigid, UpstreamAnswer } from './upstream';

/** How luigid is reached, and what that may cost. Of limits that are not given: 2 s to connect, 30 s to answer, answers of 64 MiB. */
export interface LuigidClientProps extends Partial<ExchangeLimits> {
  /** Origin of luigid, such as `http://127.0.0.1:8082`. */
  readonly url: string;
  /**
   * How long a luigid that refuses connections is waited for, in milliseconds. A stock worker gives up a call after 10 s.
   * @default 0
   */
  readonly patienceMs?: number;
  /**
   * All calls: as many connections are kept at most.
   * @default 16 at once, 512 waiting for up to 10 s
   */
  readonly calls?: GateLimits;
  /**
   * Calls whose cost grows with the number of tasks; luigid has one thread, so more at once gain nothing.
   * @default 2 at once, 64 waiting for up to 20 s
   */
  readonly heavyCalls?: GateLimits;
}

const RETRY_EVERY_MS = 100;
const ALIVE_WITHIN_MS = 2000;

/** luigid over HTTP. Equal view calls that are on their way at the same moment are one call. */
export class LuigidClient implements Luigid {
  private readonly origin: URL;
  private readonly agent: Agent;
  private readonly limits: ExchangeLimits;
  private readonly patienceMs: number;
  private readonly calls: Gate;
  private readonly heavyCalls: Gate;
  private readonly views = new SingleFlight<UpstreamAnswer>();
  private readonly liveness = new SingleFlight<boolean>();

  constructor(props: LuigidClientProps) {
    this.origin = new URL(props.url);
    const calls = props.calls ?? { atOnce: 16, waiting: 512, patienceMs: 10_000 };
    this.calls = new Gate(calls);
    this.heavyCalls = new Gate(props.heavyCalls ?? { atOnce: 2, waiting: 64, patienceMs: 20_000 });
    // Two more than calls: whether luigid is alive can be asked even when all are busy
    this.agent = new Agent({ keepAlive: true, maxSockets: calls.atOnce + 2 });
    this.patienceMs = props.patienceMs ?? 0;
    this.limits = {
      connectMs: props.connectMs ?? 2000,
      answerMs: props.answerMs ?? 30_000,
      maxAnswerBytes: props.maxAnswerBytes ?? 64 * 1024 * 1024,
    };
  }

  async call(method: string, args: Readonly<Record<string, unknown>>): Promise<UpstreamAnswer> {
    const spec = CATALOGUE.get(method);
    if (!spec) throw new TypeError('the method is not in the catalogue');
    const body = canonicalForm(args);
    const asked: LuigidRequest = { method: 'POST', path: `/api/${method}`, body };
    if (spec.kind !== 'view') {
      try {
        return await this.successful(asked, false);
      } finally {
        // Whoever asks from now on must see what people changed; workers change something all the time
        if (spec.kind === 'operate') this.views.forget();
      }
    }
    const fetch = (): Promise<UpstreamAnswer> => this.successful(asked, true);
    return this.views.share(`${method}?${body}`, () => (spec.heavy ? this.heavyCalls.pass(fetch) : fetch()));
  }

  async page(path: string): Promise<UpstreamAnswer> {
    return this.heavyCalls.pass(() => this.successful({ method: 'GET', path }, true));
  }

  async ask(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    return responseOf((await this.call(method, args)).body);
  }

  async familyOf(taskId: string): Promise<string | undefined> {
    return familyIn(await this.ask('fetch_error', { task_id: taskId }));
  }

  isAlive(): Promise<boolean> {
    // Anybody may ask for /livez, as often as they like: luigid is asked once at a time
    return this.liveness.share('', () => this.answersHead());
  }

  close(): Promise<void> {
    this.agent.destroy();
    return Promise.resolve();
  }

  private async answersHead(): Promise<boolean> {
    try {
      const limits = { connectMs: ALIVE_WITHIN_MS, answerMs: ALIVE_WITHIN_MS, maxAnswerBytes: 1024 };
      const { status } = await exchange(this.origin, this.agent, { method: 'HEAD', path: '/' }, limits);
      return status >= 200 && status < 300;
    } catch {
      return false;
    }
  }

  /** @param repeatable whether asking twice does no harm */
  private async successful(asked: LuigidRequest, repeatable: boolean): Promise<UpstreamAnswer> {
    const answer = await this.calls.pass(() => this.reach(asked, repeatable));
    if (answer.status === 200) return answer;
    throw failed('the scheduler could not do this; it may have lost its state, see the scheduler\'s log', new Error(`luigid answered ${answer.status}`));
  }

  private async reach(asked: LuigidRequest, repeatable: boolean): Promise<UpstreamAnswer> {
    const until = Date.now() + this.patienceMs;
    let repeated = false;
    for (;;) {
      try {
        return await exchange(this.origin, this.agent, asked, this.limits);
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (!(error instanceof LuigidUnreachable)) throw failed('the scheduler could not be asked', error);
        if (error.stale && repeatable && !repeated) repeated = true;
        else if (error.refused && Date.now() < until) await pause(RETRY_EVERY_MS);
        else throw unavailable('the scheduler cannot be reached', error);
      }
    }
  }
}
