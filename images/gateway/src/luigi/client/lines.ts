import { assertAwaited, callerGone } from '../../caller-gone';
import { systemClock, type Clock } from '../../clock';
import { NO_MEASURES, type LuigidLine, type Measures } from '../../metrics/measures';
import { Problem } from '../../problem';
import { LINES_BOUNDS, type LinesBounds } from './line-bounds';
import { unavailable } from './luigid-exchange';
import { Silence } from './silence';

/** What Lines are made of. */
export interface LinesProps {
  /** @default LINES_BOUNDS */
  readonly bounds?: LinesBounds;
  /** @default NO_MEASURES */
  readonly measures?: Measures;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic' | 'after'>;
}

/** Where a call stands in line. */
export interface Place {
  readonly line: LuigidLine;
  /** Whether its cost grows with the number of tasks. */
  readonly heavy: boolean;
  /** Of its form. @default 0 */
  readonly bytes?: number;
  /** Aborted where nobody waits any more: the call leaves the line. */
  readonly signal?: AbortSignal;
}

interface Waiter {
  readonly place: Place;
  readonly since: number;
  readonly enter: () => void;
  readonly turnAway: (problem: Problem) => void;
}

/** Longest Retry-After, in seconds: what a stock worker waits between its tries. */
const COME_AGAIN_WITHIN_S = 30;
/** How much the newest call counts in what calls usually take. */
const NEWEST_COUNTS = 0.2;

/**
 * Two lines before luigid. Workers go first: a viewer enters only while no worker waits who could enter instead. Each line is in order,
 * but for heavy calls that wait for one another: small ones may pass them. Where workers take all there is, viewers wait as long as is
 * bearable and are then told to come again. Where luigid hangs, workers wait for it, and viewers are told so at once.
 */
export class Lines {
  private readonly bounds: LinesBounds;
  private readonly measures: Measures;
  private readonly clock: Pick<Clock, 'monotonic' | 'after'>;
  private readonly lines: Readonly<Record<LuigidLine, Set<Waiter>>> = { workers: new Set(), viewers: new Set() };
  /** Of the forms that wait. */
  private readonly bytes: Record<LuigidLine, number> = { workers: 0, viewers: 0 };
  private readonly inside: Record<LuigidLine | 'heavy', number> = { workers: 0, viewers: 0, heavy: 0 };
  /** What a call takes from its entering to its end, in milliseconds. */
  private readonly usualMs: Record<LuigidLine, number> = { workers: 0, viewers: 0 };
  private readonly silence: Silence;
  /** Where viewers stand in line: ends the wait for a silence to become long. */
  private stopListening: (() => void) | undefined;

  constructor(props: LinesProps = {}) {
    this.bounds = props.bounds ?? LINES_BOUNDS;
    this.measures = props.measures ?? NO_MEASURES;
    this.clock = props.clock ?? systemClock;
    this.silence = new Silence(this.bounds.silenceMs);
  }

  /** luigid was heard of in another way. */
  heard(): void {
    this.silence.heard(this.clock.monotonic());
  }

  /**
   * Does the work once it is its turn. The place is kept until the work has ended, whatever becomes of who asked for it.
   * @throws Problem 503 `scheduler-busy` with Retry-After where the line is full or the wait too long, 503 `scheduler-unavailable` for
   * viewers where luigid has answered nothing for long, 499 `caller-gone` where nobody waits any more before the work has begun; and what
   * the work throws
   */
  async pass<T>(place: Place, work: () => Promise<T>): Promise<T> {
    assertAwaited(place.signal);
    if (place.line === 'viewers' && this.hangs) throw hanging();
    if (this.isNext(place)) {
      this.enter(place);
      this.measures.waited(place.line, 0);
    } else {
      await this.wait(place);
    }
    try {
      // They may have gone while they were let in
      assertAwaited(place.signal);
      return await this.timed(place.line, work);
    } finally {
      this.leave(place);
    }
  }

  private async timed<T>(line: LuigidLine, work: () => Promise<T>): Promise<T> {
    const began = this.clock.monotonic();
    this.silence.asked(began, this.atOnce === 1);
    let heard = true;
    try {
      return await work();
    } catch (error) {
      heard = !(error instanceof Problem && error.code === 'scheduler-unavailable');
      throw error;
    } finally {
      const now = this.clock.monotonic();
      this.usualMs[line] += NEWEST_COUNTS * (now - began - this.usualMs[line]);
      if (heard) this.silence.heard(now);
      else this.silence.unheard();
    }
  }

  /** Calls of both lines that are with luigid. */
  private get atOnce(): number {
    return this.inside.workers + this.inside.viewers;
  }

  /** Whether luigid leaves what it has been asked unanswered for long. Where it has been asked nothing, the next call finds out. */
  private get hangs(): boolean {
    return this.atOnce > 0 && this.silence.longIn(this.clock.monotonic()) === 0;
  }

  /** Whether one who comes now may enter at once: there is room, and nobody waits who could take it. */
  private isNext(place: Place): boolean {
    if (!this.hasRoom(place)) return false;
    return this.firstIn('workers') === undefined && (place.line === 'workers' || this.firstIn('viewers') === undefined);
  }

  private hasRoom({ line, heavy }: Place): boolean {
    const { inside, bounds: { atOnce } } = this;
    return this.atOnce < atOnce.all
      && (line === 'workers' || inside.viewers < atOnce.viewers)
      && (!heavy || inside.heavy < atOnce.heavy);
  }

  /** The first in the line for whom there is room. */
  private firstIn(line: LuigidLine): Waiter | undefined {
    for (const waiter of this.lines[line]) if (this.hasRoom(waiter.place)) return waiter;
    return undefined;
  }

  private enter({ line, heavy }: Place): void {
    this.inside[line] += 1;
    if (heavy) this.inside.heavy += 1;
  }

  /** Hands the room on, so that nobody who comes later can take it. */
  private leave({ line, heavy }: Place): void {
    this.inside[line] -= 1;
    if (heavy) this.inside.heavy -= 1;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      this.enter(next.place);
      next.enter();
    }
  }

  private next(): Waiter | undefined {
    if (this.atOnce >= this.bounds.atOnce.all) return undefined;
    return this.firstIn('workers') ?? this.firstIn('viewers');
  }

  private wait(place: Place): Promise<void> {
    const { line, signal, bytes = 0 } = place;
    const waiting = this.lines[line];
    if (waiting.size >= this.bounds[line].waiting || this.bytes[line] + bytes > this.bounds[line].bytes) return Promise.reject(this.turnedAway(line));
    return new Promise((resolve, reject) => {
      const since = this.clock.monotonic();
      const end = (): void => {
        waiting.delete(waiter);
        this.bytes[line] -= bytes;
        this.measures.inLine(line, waiting.size);
        cancel();
        signal?.removeEventListener('abort', gone);
        this.listen();
      };
      const turnAway = (problem: Problem): void => {
        end();
        reject(problem);
      };
      const gone = (): void => turnAway(callerGone());
      const cancel = this.clock.after(this.bounds[line].patienceMs, () => turnAway(this.turnedAway(line)));
      const enter = (): void => {
        end();
        this.measures.waited(line, this.clock.monotonic() - since);
        resolve();
      };
      const waiter: Waiter = { place, since, enter, turnAway };
      waiting.add(waiter);
      this.bytes[line] += bytes;
      signal?.addEventListener('abort', gone, { once: true });
      this.measures.inLine(line, waiting.size);
      this.listen();
    });
  }

  /** While viewers stand in line, listens for luigid: once it is found to hang, they need not wait. */
  private listen(): void {
    if (this.lines.viewers.size === 0) {
      this.stopListening?.();
      this.stopListening = undefined;
    } else {
      this.stopListening ??= this.clock.after(this.silence.longIn(this.clock.monotonic()), () => {
        this.stopListening = undefined;
        if (this.hangs) for (const { turnAway } of [...this.lines.viewers]) turnAway(hanging());
        else this.listen();
      });
    }
  }

  private turnedAway(line: LuigidLine): Problem {
    this.measures.turnedAway(line);
    const seconds = this.comeAgainIn(line);
    return new Problem(
      503, 'scheduler-busy', `the scheduler has more calls than it can answer; try again in ${seconds} s`, { headers: { 'retry-after': `${seconds}` } },
    );
  }

  /** Seconds until who stands at the end of the line now would have got in: by what calls usually take, and by how long the first has waited. */
  private comeAgainIn(line: LuigidLine): number {
    const [first] = this.lines[line];
    const waitedMs = first === undefined ? 0 : this.clock.monotonic() - first.since;
    const neededMs = this.lines[line].size * this.usualMs[line] / Math.max(1, this.inside[line]);
    return Math.min(COME_AGAIN_WITHIN_S, Math.max(1, Math.ceil(Math.max(waitedMs, neededMs) / 1_000)));
  }
}

function hanging(): Problem {
  return unavailable('the scheduler does not answer');
}
