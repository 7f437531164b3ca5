import { Problem } from '../problem';

/** How many may be inside at once, and how many may wait for how long. */
export interface GateLimits {
  readonly atOnce: number;
  readonly waiting: number;
  /** Longest wait, in milliseconds. */
  readonly patienceMs: number;
}

interface Waiter {
  readonly enter: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Lets a bounded number of things happen at once; a bounded number more wait in line, in order. */
export class Gate {
  private inside = 0;
  private readonly line = new Set<Waiter>();

  constructor(private readonly limits: GateLimits) {}

  /**
   * Does the work once there is room.
   * @throws Problem 503 `scheduler-busy` where the line is full or the wait too long; and what the work throws
   */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.limits.atOnce) this.inside++;
    else await this.wait();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private wait(): Promise<void> {
    if (this.line.size >= this.limits.waiting) throw busy();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.line.delete(waiter);
        reject(busy());
      }, this.limits.patienceMs);
      const waiter: Waiter = { enter: resolve, timer };
      this.line.add(waiter);
    });
  }

  /** Hands the place on to the first in line, so that nobody who comes later can take it. */
  private leave(): void {
    const [next] = this.line;
    if (!next) {
      this.inside--;
      return;
    }
    this.line.delete(next);
    clearTimeout(next.timer);
    next.enter();
  }
}

/** For what goes through long answers: side by side, two take as long, and more memory, than one after the other. */
export const oneAtATime = new Gate({ atOnce: 1, waiting: 256, patienceMs: 30_000 });

function busy(): Problem {
  return new Problem(503, 'scheduler-busy', 'the scheduler has more calls than it can answer; try again in a few seconds', { headers: { 'retry-after': '5' } });
}
