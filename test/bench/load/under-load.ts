import { setTimeout as pause } from 'node:timers/promises';
import { EVERYTHING } from './mappings';
import { openLoop, type Sample } from './open-loop';
import { settled, type Scene, type Side } from './scene';
import { StockWorkers, type WorkerRates } from './stock-workers';
import { VIEWERS } from './viewers-round';
import { ACCEPT_ENCODING, ALL_TASKS } from './visualiser';
import { wrk, type WrkResult } from './wrk';

/** Viewers are at it for so long before the workers' calls are counted, and until after the last of them was due. */
const AROUND_SECONDS = 1;

/** Workers at fixed rates, and perhaps viewers beside them. */
export interface UnderLoad {
  readonly workers: number;
  readonly rates: WorkerRates;
  readonly seconds: number;
  /** Whether 32 viewers ask for the whole list, again and again. */
  readonly viewers: boolean;
}

/** What became of the workers' calls, and of the viewers'. */
export async function underLoad(scene: Scene, side: Side, load: UnderLoad): Promise<{ readonly samples: Sample[]; readonly viewers?: WrkResult }> {
  await settled(scene);
  const workers = new StockWorkers(load.workers, side.workers);
  try {
    await workers.begin();
    const viewers = load.viewers
      ? wrk({
        url: `${side.url}${ALL_TASKS}`, connections: VIEWERS, seconds: load.seconds + 2 * AROUND_SECONDS,
        headers: Array.from({ length: VIEWERS }, (_, member) => ({ ...side.headersOf(EVERYTHING, String(member)), ...ACCEPT_ENCODING })),
      })
      : undefined;
    viewers?.catch(() => undefined);
    if (viewers !== undefined) await pause(AROUND_SECONDS * 1000);
    // A bare luigid under viewers keeps calls waiting for many seconds.
    const samples = await openLoop(workers.streams(load.rates), { seconds: load.seconds, graceSeconds: 40 });
    return { samples, ...(viewers === undefined ? {} : { viewers: await viewers }) };
  } finally {
    workers.close();
  }
}
