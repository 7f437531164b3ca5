/**
 * Key ids that could not be fetched at once, and how often each was asked for. Bounded.
 *
 * Under a flood of made-up ids, the key that people really use is asked for again and again while each made-up one
 * comes once: so the most wanted is fetched next.
 */
export class WantedKeys {
  private readonly counts = new Map<string, number>();

  /** @param capacity ids at most; the least wanted, oldest first, makes room */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.counts.size;
  }

  ask(kid: string): void {
    if (!this.counts.has(kid) && this.counts.size >= this.capacity) this.counts.delete(this.least());
    this.counts.set(kid, (this.counts.get(kid) ?? 0) + 1);
  }

  /** Takes out the id that was asked for most, the oldest of several. */
  takeMost(): string | undefined {
    let best: string | undefined;
    let most = 0;
    for (const [kid, count] of this.counts) {
      if (count > most) [best, most] = [kid, count];
    }
    if (best !== undefined) this.counts.delete(best);
    return best;
  }

  private least(): string {
    let worst = '';
    let fewest = Infinity;
    for (const [kid, count] of this.counts) {
      if (count < fewest) [worst, fewest] = [kid, count];
    }
    return worst;
  }
}
