import { Agent } from 'node:http';
import { assertAwaited, unlessGone } from '../../caller-gone';
import { SingleFlight } from '../../concurrency/single-flight';
import { NO_MEASURES, type LuigidLine, type Measures } from '../../metrics/measures';
import { Problem } from '../../problem';
import { canonicalForm } from '../calls/canonical';
import { CATALOGUE } from '../calls/catalogue';
import { familyIn, responseOf } from './answer';
import { LINES_BOUNDS, type LinesBounds } from './line-bounds';
import { Lines } from './lines';
import { exchange, failed, LuigidUnreachable, unavailable, type LuigidRequest, type ExchangeLimits } from './luigid-exchange';
import { RestartWatch } from './restart-watch';
import type { CallOptions, Luigid, UpstreamAnswer } from './upstream';

/** How luigid is reached, and what that may cost. Of limits that are not given: 2 s to connect, 30 s to answer, answers of 64 MiB. */
export interface LuigidClientProps extends Partial<ExchangeLimits> {
  /** Origin of luigid, such as `http://127.0.0.1:8082`. */
  readonly url: string;
  /**
   * How long workers' calls wait for a luigid that refuses connections, in milliseconds. A stock worker gives up a call after 10 s.
   * People are told at once.
   * @default 0
   */
  readonly patienceMs?: number;
  /** @default LINES_BOUNDS */
  readonly lines?: LinesBounds;
  /** @default NO_MEASURES */
  readonly measures?: Measures;
}

const ALIVE_WITHIN_MS = 2000;

/** luigid over HTTP, as both lanes ask it: over the same few connections, for which their calls stand in two lines. */
export class LuigidClient {
  /** For people: viewers stand behind the workers; changes, and what they are judged by, go with these. */
  readonly people: Luigid;
  /** For workers: they go first, but for calls that view everything, and wait for a luigid that restarts. */
  readonly workers: Luigid;

  private readonly origin: URL;
  private readonly agent: Agent;
  private readonly limits: ExchangeLimits;
  private readonly measures: Measures;
  private readonly lines: Lines;
  private readonly restart: RestartWatch;
  private readonly liveness = new SingleFlight<boolean>();

  constructor(props: LuigidClientProps) {
    const bounds = props.lines ?? LINES_BOUNDS;
    this.origin = new URL(props.url);
    this.measures = props.measures ?? NO_MEASURES;
    this.lines = new Lines({ bounds, measures: this.measures });
    // Two more than calls: whether luigid is alive can be asked even when all are busy
    this.agent = new Agent({ keepAlive: true, maxSockets: bounds.atOnce.all + 2 });
    this.restart = new RestartWatch(() => this.takesConnections(), bounds.workers);
    this.limits = {
      connectMs: props.connectMs ?? 2000,
      answerMs: props.answerMs ?? 30_000,
      maxAnswerBytes: props.maxAnswerBytes ?? 64 * 1024 * 1024,
    };
    const ways: Ways = {
      send: (asked, way) => this.send(asked, way),
      isAlive: () => this.isAlive(),
      close: () => this.close(),
    };
    this.people = new LuigidFace(ways, 'viewers', 0);
    this.workers = new LuigidFace(ways, 'workers', props.patienceMs ?? 0);
  }

  /** Whether luigid answers. Stands in no line. */
  isAlive(): Promise<boolean> {
    // Anybody may ask for /livez, as often as they like: luigid is asked once at a time
    return this.liveness.share('', async () => {
      try {
        const { status } = await this.head();
        this.lines.heard();
        return status >= 200 && status < 300;
      } catch {
        return false;
      }
    });
  }

  /** Closes the connections of both lanes. */
  close(): Promise<void> {
    this.agent.destroy();
    return Promise.resolve();
  }

  private head(): Promise<UpstreamAnswer> {
    const limits = { connectMs: ALIVE_WITHIN_MS, answerMs: ALIVE_WITHIN_MS, maxAnswerBytes: 1024 };
    return exchange(this.origin, this.agent, { method: 'HEAD', path: '/' }, limits);
  }

  private async takesConnections(): Promise<boolean> {
    try {
      await this.head();
      return true;
    } catch (error) {
      return !(error instanceof LuigidUnreachable && error.refused);
    }
  }

  private async send(asked: LuigidRequest, way: Way): Promise<UpstreamAnswer> {
    const work = this.counted(way.line, this.reach(asked, way));
    const answer = await (way.change ? work : unlessGone(work, way.signal));
    if (answer.status === 200) return answer;
    throw failed('the scheduler could not do this; it may have lost its state, see the scheduler\'s log', new Error(`luigid answered ${answer.status}`));
  }

  /** Viewers are told at once, whoever else waits: nothing else would tell how many were. */
  private async counted(line: LuigidLine, work: Promise<UpstreamAnswer>): Promise<UpstreamAnswer> {
    try {
      return await work;
    } catch (error) {
      if (line === 'viewers' && error instanceof Problem && error.code === 'scheduler-unavailable') this.measures.unanswered();
      throw error;
    }
  }

  private async reach(asked: LuigidRequest, way: Way): Promise<UpstreamAnswer> {
    const until = performance.now() + way.patienceMs;
    // A change that luigid was asked for is finished, and its answer told
    const signal = way.change ? undefined : way.signal;
    let repeated = false;
    for (;;) {
      try {
        return await this.lines.pass(way, () => {
          way.onAsked?.();
          return exchange(this.origin, this.agent, asked, this.limits, signal);
        });
      } catch (error) {
        if (error instanceof Problem) throw error;
        if (!(error instanceof LuigidUnreachable)) throw failed('the scheduler could not be asked', error);
        if (error.stale && way.repeatable && !repeated) {
          repeated = true;
          continue;
        }
        // Stands in no line meanwhile: who is told at once need not stand behind those who wait
        if (error.refused && await this.restart.wait(until, way.bytes, way.signal)) continue;
        if (error.refused) assertAwaited(way.signal);
        throw unavailable('the scheduler cannot be reached', error);
      }
    }
  }
}

/** How one request goes to luigid. */
interface Way {
  readonly line: LuigidLine;
  readonly heavy: boolean;
  /** Of its form. */
  readonly bytes: number;
  /** Whether it changes something. */
  readonly change: boolean;
  /** Whether asking twice does no harm. */
  readonly repeatable: boolean;
  readonly patienceMs: number;
  readonly signal?: AbortSignal;
  readonly onAsked?: () => void;
}

interface Ways extends Pick<Luigid, 'isAlive' | 'close'> {
  send(asked: LuigidRequest, way: Way): Promise<UpstreamAnswer>;
}

/** luigid, as one lane asks it. */
class LuigidFace implements Luigid {
  constructor(private readonly ways: Ways, private readonly line: LuigidLine, private readonly patienceMs: number) {}

  async call(method: string, args: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<UpstreamAnswer> {
    const { signal, urgent = false, onAsked } = options;
    const spec = CATALOGUE.get(method);
    if (!spec) throw new TypeError('the method is not in the catalogue');
    const body = canonicalForm(args);
    const asked: LuigidRequest = { method: 'POST', path: `/api/${method}`, body };
    const isView = spec.kind === 'view';
    const way: Way = {
      // No stock worker asks for everything: one that does, in a loop, must not fill the line that workers' pings stand in
      line: urgent || !isView ? 'workers' : spec.heavy ? 'viewers' : this.line,
      heavy: spec.heavy, bytes: Buffer.byteLength(body), change: spec.change, repeatable: isView, patienceMs: this.patienceMs, signal, onAsked,
    };
    return this.ways.send(asked, way);
  }

  page(path: string, { signal, urgent = false }: CallOptions = {}): Promise<UpstreamAnswer> {
    return this.ways.send({ method: 'GET', path }, {
      line: urgent ? 'workers' : this.line, heavy: true, bytes: 0, change: false, repeatable: true, patienceMs: this.patienceMs, signal,
    });
  }

  async ask(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<unknown> {
    return responseOf((await this.call(method, args, options)).body);
  }

  async familyOf(taskId: string, options?: CallOptions): Promise<string | undefined> {
    return familyIn(await this.ask('fetch_error', { task_id: taskId }, options));
  }

  isAlive(): Promise<boolean> { return this.ways.isAlive(); }
  close(): Promise<void> { return this.ways.close(); }
}
