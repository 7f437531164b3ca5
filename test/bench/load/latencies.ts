import { percentile } from '../statistics';
import type { Sample } from './open-loop';

/** How long calls of one kind took, in milliseconds, failed ones among them. */
export interface Latencies {
  readonly calls: number;
  readonly errors: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** What was measured, by kind. */
export function latenciesByKind(samples: readonly Sample[]): Record<string, Latencies> {
  const kinds = [...new Set(samples.map(({ kind }) => kind))].sort();
  return Object.fromEntries(kinds.map((kind) => [kind, latenciesOf(samples.filter((sample) => sample.kind === kind))]));
}

/** @throws RangeError for none */
export function latenciesOf(samples: ReadonlyArray<Pick<Sample, 'latency' | 'error'>>): Latencies {
  const times = samples.map(({ latency }) => latency);
  return {
    calls: samples.length, errors: samples.filter(({ error }) => error !== undefined).length,
    p50: percentile(times, 0.5), p90: percentile(times, 0.9), p99: percentile(times, 0.99), max: percentile(times, 1),
  };
}

/** What went wrong, and how often. */
export function errorsOf(samples: readonly Sample[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { error } of samples) if (error !== undefined) counts[error] = (counts[error] ?? 0) + 1;
  return counts;
}
