import { setTimeout as pause } from 'node:timers/promises';
import { BenchClient } from '../client';

/** One light call. */
export interface ProbeRow {
  /** Milliseconds since the epoch, when it was sent. */
  readonly at: number;
  /** Milliseconds until its answer was whole. */
  readonly took: number;
}

/** Asks `is_paused` on a connection of its own until a moment has come, one call after the other, each at least 1 ms after the last was sent. */
export async function probe(url: string, until: number): Promise<ProbeRow[]> {
  const client = new BenchClient(url);
  const rows: ProbeRow[] = [];
  try {
    for (let at = Date.now(); at < until; at = Date.now()) {
      const took = await client.time('/api/is_paused');
      rows.push({ at, took });
      if (took < 1) await pause(1 - took);
    }
  } finally {
    client.close();
  }
  return rows;
}
