import { Connection } from './load/connection';
import { latenciesByKind, type Latencies } from './load/latencies';
import { settled, Scene, type SideName } from './load/scene';
import { underLoad } from './load/under-load';
import { ALL_TASKS } from './load/visualiser';
import type { WrkResult } from './load/wrk';
import { median } from './statistics';

export const GROWTH_SIZES = [500, 2000, 5000, 10_000, 20_000] as const;
const WORKERS = 50;
const RATES = { ping: 1, getWork: 0.5, addTask: 0.5 };
const OWN_CALLS = 3;
/** No round is longer, however long luigid takes. */
const MOST_SECONDS = 30;

/** One size, one side: 32 viewers, and workers beside them. */
export interface GrowthRow {
  readonly tasks: number;
  readonly side: SideName;
  readonly viewers: WrkResult;
  readonly workers: Readonly<Record<string, Latencies>>;
}

/** How figures grow with the number of tasks. */
export interface Growth {
  readonly rows: readonly GrowthRow[];
  /** What luigid itself takes for the whole list, uncompressed, asked by nobody else, in milliseconds. */
  readonly own: ReadonlyArray<{ readonly tasks: number; readonly milliseconds: number; readonly bytes: number }>;
}

/** Measures it, from the fewest tasks to the most. */
export async function benchGrowth(sizes: readonly number[] = GROWTH_SIZES, seconds = 6): Promise<Growth> {
  const scene = await Scene.start('bench-growth', { tasks: 0 });
  try {
    const rows: GrowthRow[] = [];
    const own: Array<Growth['own'][number]> = [];
    let filled = 0;
    for (const tasks of sizes) {
      await scene.fill(tasks, filled);
      filled = tasks;
      const luigid = new Connection(scene.bare.url);
      const answers = [];
      for (let call = 0; call < OWN_CALLS; call += 1) answers.push(await luigid.get(ALL_TASKS));
      luigid.close();
      const milliseconds = median(answers.map((answer) => answer.milliseconds));
      own.push({ tasks, milliseconds, bytes: answers[0]?.body.length ?? 0 });
      for (const side of scene.sides) {
        // On a bare luigid 32 viewers wait for each other: time for two answers each, where there is.
        const long = side.name === 'bare luigid' ? Math.min(MOST_SECONDS, Math.max(seconds, Math.ceil(64 * milliseconds / 1000))) : seconds;
        const { samples, viewers } = await underLoad(scene, side, { workers: WORKERS, rates: RATES, seconds: long, viewers: true });
        await settled(scene);
        rows.push({ tasks, side: side.name, viewers: viewers as WrkResult, workers: latenciesByKind(samples) });
      }
    }
    return { rows, own };
  } finally {
    await scene.stop();
  }
}

/** What it is summed up in. */
export function growthLines({ rows, own }: Growth): string[] {
  return [
    ...own.map(({ tasks, milliseconds, bytes }) => `${tasks} tasks: luigid's own time of a list ${milliseconds.toFixed(0)} ms, ${(bytes / 1e6).toFixed(2)} MB`),
    ...rows.map(({ tasks, side, viewers, workers }) => `${tasks} tasks, 32 viewers, ${side}: ${viewers.perSecond.toFixed(1)} answers/s, p99 ${viewers.p99.toFixed(0)} ms; `
      + `workers' p99: ${Object.entries(workers).map(([kind, { p99, errors }]) => `${kind} ${p99.toFixed(0)} ms${errors === 0 ? '' : ` (${errors} errors)`}`).join(', ')}`),
  ];
}
