import type { ProbeRow } from './probe';

/** A stretch of time, in milliseconds since the epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** A dump, from its begin to what luigid says of it at its end. */
export interface Dump extends Window {
  readonly heldMs: number;
  readonly costMs: number;
  readonly bytes: number;
}

/** luigid's log tells moments by the millisecond. */
const SLACK_MS = 3;

/**
 * The longest call that was under way in a stretch.
 * @throws Error where there was none
 */
export function heldIn(rows: readonly ProbeRow[], { from, to }: Window): number {
  const within = rows.filter(({ at, took }) => at + took >= from - SLACK_MS && at <= to + SLACK_MS);
  if (within.length === 0) throw new Error(`got no call between ${from} and ${to}, expected some`);
  return Math.max(...within.map(({ took }) => took));
}

/**
 * Bytes that dumps write in a day at their pace: from the first one's begin to the last one's, whose bytes fall into the time after it.
 * @throws Error where there are fewer than two
 */
export function dayOf(dumps: readonly Dump[]): number {
  const [first, last] = [dumps[0], dumps.at(-1)];
  if (first === undefined || last === undefined || first === last) throw new Error(`got ${dumps.length} dumps, expected two or more`);
  const written = dumps.slice(0, -1).reduce((sum, { bytes }) => sum + bytes, 0);
  return written / (last.from - first.from) * 86_400_000;
}
