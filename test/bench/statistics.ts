/** The value below which a share of the sample lies, by nearest rank. */
export function percentile(sample: readonly number[], share: number): number {
  if (sample.length === 0) throw new RangeError('got an empty sample, expected at least one value');
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] as number;
}

/** The middle value. */
export function median(sample: readonly number[]): number {
  return percentile(sample, 0.5);
}
