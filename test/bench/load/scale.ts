/** A logarithmic axis: which values it shows, and where its ends are. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Where a value is on an axis.
 * @throws Error for a value that has no logarithm
 */
export function place({ from, to, start, end }: Axis, value: number): number {
  if (!(value > 0 && from > 0 && to > from)) throw new Error(`got ${value} on an axis from ${from} to ${to}, expected values over 0`);
  return start + (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from)) * (end - start);
}

/** Marks of an axis that holds both values: powers of ten, two at least. */
export function decades(least: number, most: number): number[] {
  if (!(least > 0 && most >= least)) throw new Error(`got values from ${least} to ${most}, expected them over 0`);
  const first = Math.floor(Math.log10(least));
  const last = Math.max(first + 1, Math.ceil(Math.log10(most)));
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}
