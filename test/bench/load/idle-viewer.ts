import { setTimeout as pause } from 'node:timers/promises';
import { callPath } from './connection';
import { latenciesOf, type Latencies } from './latencies';
import { EVERYTHING } from './mappings';
import type { Scene, SideName } from './scene';
import { ALL_TASKS, Viewer } from './visualiser';

const LIGHT_CALL = callPath('is_paused', {});
/** Longer than an answer is kept: each is asked of luigid anew. */
const BETWEEN_MISSES_MS = 1500;

/** What one viewer does while nobody else does anything. */
export type IdleViewerCase = 'light call' | 'list, again and again' | 'list, each 1.5 s' | 'list, each 1.5 s, with its validator';

/** How long it took on one side, in milliseconds to the last byte of the body. */
export interface IdleViewerRow extends Latencies {
  readonly side: SideName;
  readonly what: IdleViewerCase;
}

/** One viewer, alone: a light call, the whole list again and again, and the whole list so seldom that no answer is shared. */
export async function idleViewer(scene: Scene, counts = { light: 600, hot: 40, cold: 10 }): Promise<IdleViewerRow[]> {
  const rows: IdleViewerRow[] = [];
  const measure = async (what: IdleViewerCase, path: string, times: number, waitMs: number, remembers: boolean): Promise<void> => {
    const viewers = scene.sides.map((side) => (
      { side: side.name, viewer: new Viewer(side.url, side.headersOf(EVERYTHING), remembers), took: [] as number[] }));
    for (const { viewer } of viewers) await viewer.ask(path);
    // In turns: what disturbs one disturbs the others.
    for (let time = 0; time < times; time += 1) {
      const began = performance.now();
      for (const { viewer, took } of viewers) took.push((await viewer.ask(path)).milliseconds);
      await pause(Math.max(0, waitMs - (performance.now() - began)));
    }
    for (const { side, viewer, took } of viewers) {
      viewer.close();
      rows.push({ side, what, ...latenciesOf(took.map((latency) => ({ latency }))) });
    }
  };
  await measure('light call', LIGHT_CALL, counts.light, 0, false);
  await measure('list, again and again', ALL_TASKS, counts.hot, 0, false);
  await measure('list, each 1.5 s', ALL_TASKS, counts.cold, BETWEEN_MISSES_MS, false);
  await measure('list, each 1.5 s, with its validator', ALL_TASKS, counts.cold, BETWEEN_MISSES_MS, true);
  return rows;
}
