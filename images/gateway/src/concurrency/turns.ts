import { assertAwaited, callerGone } from '../caller-gone';
import { systemClock, type Clock } from '../clock';

/** How much a key may have at once, and how much more may wait for how long. */
export interface TurnsLimits {
  readonly atOnce: number;
  readonly waiting: number;
  /** Longest wait, in milliseconds. */
  readonly patienceMs: number;
}

interface Line {
  inside: number;
  readonly waiting: Set<() => void>;
}

/** So many things at once for each key; more wait in a line of that key's own, in order. Keys that have nothing going on are forgotten. */
export class Turns {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly limits: TurnsLimits, private readonly clock: Pick<Clock, 'after'> = systemClock) {}

  /** Keys that have something going on. */
  get size(): number {
    return this.lines.size;
  }

  /**
   * Waits for a turn.
   * @param signal aborted where nobody wants it any more
   * @returns what ends it; undefined where the key's line is full or the wait was too long
   * @throws Problem 499 `caller-gone`
   */
  async take(key: string, signal?: AbortSignal): Promise<(() => void) | undefined> {
    assertAwaited(signal);
    const line = this.lines.get(key) ?? { inside: 0, waiting: new Set() };
    this.lines.set(key, line);
    if (line.inside < this.limits.atOnce) line.inside += 1;
    else if (!await this.wait(line, signal)) return undefined;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.leave(key, line);
    };
  }

  private wait(line: Line, signal: AbortSignal | undefined): Promise<boolean> {
    if (line.waiting.size >= this.limits.waiting) return Promise.resolve(false);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        line.waiting.delete(enter);
        cancel();
        signal?.removeEventListener('abort', gone);
      };
      const enter = (): void => {
        end();
        resolve(true);
      };
      const gone = (): void => {
        end();
        reject(callerGone());
      };
      const cancel = this.clock.after(this.limits.patienceMs, () => {
        end();
        resolve(false);
      });
      line.waiting.add(enter);
      signal?.addEventListener('abort', gone, { once: true });
    });
  }

  /** Hands the place on to the first in line, so that nobody who comes later can take it. */
  private leave(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next !== undefined) {
      next();
      return;
    }
    line.inside -= 1;
    if (line.inside === 0) this.lines.delete(key);
  }
}
