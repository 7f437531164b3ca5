import { assertAwaited, callerGone } from '../caller-gone';
import { systemClock, type Clock } from '../clock';
import { NO_MEASURES, type LuigidLine, type Measures } from '../metrics/measures';
import { Problem } from '../problem';

/** How much may be with luigid at once. */
export interface AtOnce {
  /** Calls of both lines. */
  readonly all: number;
  /** Calls of viewers. */
  readonly viewers: number;
  /** Calls of both lines that are heavy. */
  readonly heavy: number;
}

/** How many may stand in a line, and how long. */
export interface LineBounds {
  readonly waiting: number;
  /** Of all the forms that wait there. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly patienceMs: number;
}

/** Bounds of the way to luigid. */
export interface LinesBounds extends Readonly<Record<LuigidLine, LineBounds>> {
  readonly atOnce: AtOnce;
}

/**
 * The bounds of a service.
 *
 * luigid is one thread: a second call at once makes neither quicker. What more calls at once are good for is that the next one is there
 * when luigid has answered the last, and a call of a millisecond takes about as long on its way.
 *
 * - 16 at once: several such ways in a row. A worker who comes stands behind at most these.
 * - 1 heavy call at once: with 5,000 tasks one holds luigid for about 35 ms, with 20,000 for about 150 ms, and that is what a worker
 *   waits at most. Two would double it and answer nobody sooner.
 * - 4 of viewers at once: the heavy one, and small ones beside it.
 * - Workers: a stock worker has at most two calls under way, its own and its ping. 2,000 in line are a thousand workers who all call
 *   while luigid stands still, after which it answers them in a few seconds. It gives a call up after 10 s, and makes it three times
 *   more, 30 s apart: an answer that comes later finds nobody, so who has stood 10 s is told to come again.
 * - Viewers: equal calls are one, so 64 in line are 64 different questions, of eight people who each ask as much as one may at once. With
 *   5,000 tasks they take luigid about 2 s, with 20,000 about 10 s. Who would stand there longer does better to come again.
 * - Bytes: a report of a task has some kilobytes, so 2,000 of them have a few megabytes; but a worker's call may have 8 MiB, and 2,000 of
 *   these would be more than any task has memory. 64 MiB are eight of the largest, or 32 KiB for each of 2,000. A call takes a few times
 *   its form in memory, for its arguments. Viewers' questions are short: 8 MiB are 128 KiB for each of 64.
 */
export const LINES_BOUNDS: LinesBounds = {
  atOnce: { all: 16, viewers: 4, heavy: 1 },
  workers: { waiting: 2_000, bytes: 64 * 1024 * 1024, patienceMs: 10_000 },
  viewers: { waiting: 64, bytes: 8 * 1024 * 1024, patienceMs: 10_000 },
};

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
}

/** Longest Retry-After, in seconds: what a stock worker waits between its tries. */
const COME_AGAIN_WITHIN_S = 30;
/** How much the newest call counts in what calls usually take. */
const NEWEST_COUNTS = 0.2;

/**
 * Two lines before luigid. Workers go first: a viewer enters only while no worker waits who could enter instead. Each line is in order,
 * but for heavy calls that wait for one another: small ones may pass them. Where workers take all there is, viewers wait as long as is
 * bearable and are then told to come again.
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

  constructor(props: LinesProps = {}) {
    this.bounds = props.bounds ?? LINES_BOUNDS;
    this.measures = props.measures ?? NO_MEASURES;
    this.clock = props.clock ?? systemClock;
  }

  /**
   * Does the work once it is its turn. The place is kept until the work has ended, whatever becomes of who asked for it.
   * @throws Problem 503 `scheduler-busy` with Retry-After where the line is full or the wait too long, 499 `caller-gone` where nobody
   * waits any more before the work has begun; and what the work throws
   */
  async pass<T>(place: Place, work: () => Promise<T>): Promise<T> {
    assertAwaited(place.signal);
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
    try {
      return await work();
    } finally {
      this.usualMs[line] += NEWEST_COUNTS * (this.clock.monotonic() - began - this.usualMs[line]);
    }
  }

  /** Whether one who comes now may enter at once: there is room, and nobody waits who could take it. */
  private isNext(place: Place): boolean {
    if (!this.hasRoom(place)) return false;
    return this.firstIn('workers') === undefined && (place.line === 'workers' || this.firstIn('viewers') === undefined);
  }

  private hasRoom({ line, heavy }: Place): boolean {
    const { inside, bounds: { atOnce } } = this;
    return inside.workers + inside.viewers < atOnce.all
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
    if (this.inside.workers + this.inside.viewers >= this.bounds.atOnce.all) return undefined;
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
      };
      const gone = (): void => {
        end();
        reject(callerGone());
      };
      const cancel = this.clock.after(this.bounds[line].patienceMs, () => {
        const problem = this.turnedAway(line);
        end();
        reject(problem);
      });
      const enter = (): void => {
        end();
        this.measures.waited(line, this.clock.monotonic() - since);
        resolve();
      };
      const waiter: Waiter = { place, since, enter };
      waiting.add(waiter);
      this.bytes[line] += bytes;
      signal?.addEventListener('abort', gone, { once: true });
      this.measures.inLine(line, waiting.size);
    });
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
