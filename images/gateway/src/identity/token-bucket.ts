/** Lets a burst through, then a steady rate. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /**
   * @param burst tokens when full
   * @param perSecond tokens that come back in a second
   * @param now milliseconds since the epoch
   */
  constructor(private readonly burst: number, private readonly perSecond: number, private readonly now: () => number) {
    this.tokens = burst;
    this.filledAt = now();
  }

  /** Takes a token, or answers false where there is none. */
  take(): boolean {
    const now = this.now();
    // A clock that was set back adds nothing and takes nothing.
    this.tokens = Math.min(this.burst, this.tokens + Math.max(0, now - this.filledAt) / 1000 * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
