import type { Clock } from '../clock';

/** Lets a burst through, then a steady rate. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /**
   * @param burst tokens when full
   * @param perSecond tokens that come back in a second
   */
  constructor(private readonly burst: number, private readonly perSecond: number, private readonly clock: Pick<Clock, 'monotonic'>) {
    this.tokens = burst;
    this.filledAt = clock.monotonic();
  }

  /** Takes a token, or answers false where there is none. */
  take(): boolean {
    const now = this.clock.monotonic();
    this.tokens = Math.min(this.burst, this.tokens + (now - this.filledAt) / 1000 * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
