import type { Clock } from '../../images/gateway/src/clock';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private elapsed = 0;
  private timers: Timer[] = [];

  constructor(private epoch = Date.parse('2026-01-31T09:30:00.000Z')) {}

  now(): number {
    return this.epoch + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.elapsed + milliseconds, callback };
    this.timers.push(timer);
    return () => { this.timers = this.timers.filter((other) => other !== timer); };
  }

  /** Timers that have not gone off. */
  get pending(): number {
    return this.timers.length;
  }

  /** Milliseconds until the next timer goes off; undefined where none will. */
  get next(): number | undefined {
    return this.timers.length === 0 ? undefined : Math.min(...this.timers.map(({ at }) => at)) - this.elapsed;
  }

  /** Sets the time of day, as an administrator would: timers do not notice. */
  jump(milliseconds: number): void {
    this.epoch += milliseconds;
  }

  /** Lets time pass: timers go off in their order, and what they set in motion comes to rest in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.elapsed + milliseconds;
    await settled();
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.elapsed = Math.max(this.elapsed, next.at);
      next.callback();
      await settled();
    }
    this.elapsed = end;
  }
}

/** Resolves when promises that need nothing from outside have settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => { setImmediate(resolve); });
}
