import { short, type Distribution } from './distribution';

/** The lower bound of the second bucket, in milliseconds: what is less is as good as nothing. */
const LEAST = 0.1;
/** Each bucket's upper bound is that much above its lower one: what stands for a bucket is within 8 % of all that is in it. */
const GROWTH = 1.16;
/** Up to 114 seconds: below the 100 values that CloudWatch takes, with room for its rules to change. */
const BUCKETS = 96;
const PER_LOG = 1 / Math.log(GROWTH);

/** Durations of a minute in 96 buckets, each 16 % wider than the one before: as much memory for a million as for one. */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS);
  private count = 0;
  private sum = 0;
  private least = Infinity;
  private most = 0;

  /** Takes a duration in milliseconds. What is no number of milliseconds is passed over. */
  add(milliseconds: number): void {
    if (!(milliseconds < Infinity)) return;
    const value = milliseconds > 0 ? milliseconds : 0;
    const bucket = value < LEAST ? 0 : Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(value / LEAST) * PER_LOG));
    (this.counts[bucket] as number) += 1;
    this.count += 1;
    this.sum += value;
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
  }

  /** What was taken since the last time; undefined where nothing was. */
  take(): Distribution | undefined {
    if (this.count === 0) return undefined;
    const Min = short(this.least);
    const Max = short(this.most);
    const filled = [...this.counts.keys()].filter((bucket) => this.counts[bucket] !== 0);
    const taken = {
      Values: filled.map((bucket) => Math.min(Max, Math.max(Min, middleOf(bucket)))),
      Counts: filled.map((bucket) => this.counts[bucket] as number),
      Min,
      Max,
      Sum: short(this.sum),
      Count: this.count,
    };
    this.counts.fill(0);
    this.count = 0;
    this.sum = 0;
    this.least = Infinity;
    this.most = 0;
    return taken;
  }
}

/** What stands for all values of a bucket: as far from its lower bound as from the upper one, by proportion. */
function middleOf(bucket: number): number {
  if (bucket === 0) return LEAST / 2;
  // Whatever is longer than that is not told apart from it but by the maximum.
  return short(LEAST * GROWTH ** (bucket === BUCKETS - 1 ? bucket - 1 : bucket - 0.5));
}
