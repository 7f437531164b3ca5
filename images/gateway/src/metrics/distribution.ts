/**
 * Many values as CloudWatch takes them in one line of the embedded metric format: `Values[i]` occurred `Counts[i]` times.
 * Percentiles are computed of these, the other statistics of the rest, which is exact.
 */
export interface Distribution {
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
  readonly Min: number;
  readonly Max: number;
  readonly Sum: number;
  readonly Count: number;
}

/** CloudWatch takes no more values of a metric in one line. */
export const MOST_VALUES = 100;

/** The number with four digits that count: a line must stay short. */
export function short(value: number): number {
  return Number(value.toPrecision(4));
}
