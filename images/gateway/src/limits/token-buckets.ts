/** What a bucket says to one call. */
export interface Draw {
  readonly allowed: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Milliseconds until there is a token again; 0 where there is one. */
  readonly waitMs: number;
  /** Milliseconds until the bucket is full again. */
  readonly fullMs: number;
}

/**
 * Token buckets by key: each holds `perMinute` tokens and gets them back evenly over a minute.
 * Kept as one number a key: the moment when its bucket is full again. A full bucket needs no number.
 *
 * Why not rate-limiter-flexible's memory limiter: it keeps every key and a timer for each until its window ends, without a bound;
 * its fixed windows let a caller wait up to a minute for one call; it reads the wall clock, which may jump.
 */
export class TokenBuckets {
  private readonly fullAt = new Map<string, number>();
  private readonly intervalMs: number;

  /**
   * @param perMinute tokens of a bucket, and tokens that it gets back in a minute: a whole number of 1 or more
   * @param maximumKeys remembered at most; past it the key that was used longest ago is forgotten, so its bucket is full again
   */
  constructor(readonly perMinute: number, private readonly maximumKeys: number) {
    if (!Number.isSafeInteger(perMinute) || perMinute < 1) throw new RangeError(`got ${perMinute} calls per minute, expected a whole number of 1 or more`);
    this.intervalMs = 60_000 / perMinute;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.fullAt.size;
  }

  /**
   * Takes a token, where there is one.
   * @param nowMs milliseconds by a clock that never goes back
   */
  draw(key: string, nowMs: number): Draw {
    const before = Math.max(this.fullAt.get(key) ?? nowMs, nowMs);
    const after = before + this.intervalMs;
    // A tolerance of a thousandth of a token keeps rounding from costing the last one.
    const allowed = after - nowMs <= 60_000 + this.intervalMs / 1_000;
    const fullAt = allowed ? after : before;
    this.remember(key, fullAt, nowMs);
    const fullMs = fullAt - nowMs;
    return {
      allowed,
      remaining: Math.max(0, Math.floor((60_000 - fullMs) / this.intervalMs + 0.001)),
      waitMs: Math.max(0, fullMs + this.intervalMs - 60_000),
      fullMs,
    };
  }

  /** Keys stand in the order of their last use. The two that were used longest ago go when they are full, so the map shrinks again. */
  private remember(key: string, fullAt: number, nowMs: number): void {
    this.fullAt.delete(key);
    let looked = 0;
    for (const [oldest, oldestFullAt] of this.fullAt) {
      if (this.fullAt.size < this.maximumKeys && (looked === 2 || oldestFullAt > nowMs)) break;
      this.fullAt.delete(oldest);
      looked += 1;
    }
    this.fullAt.set(key, fullAt);
  }
}
