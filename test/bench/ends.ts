import { latenciesByKind, latenciesOf, type Latencies } from './load/latencies';
import { ProcessorTime } from './load/processor-time';
import { ramp, type RampStep } from './load/ramp';
import { Scene, type Side } from './load/scene';
import type { WorkerRates } from './load/stock-workers';
import { underLoad } from './load/under-load';

/** How a load is raised: by the calls of each of the workers, or by the number of workers. */
const RAMPS = [
  { what: 'calls', tasks: 5000, viewers: false },
  { what: 'calls under 32 viewers', tasks: 5000, viewers: true },
  { what: 'workers that only ping', tasks: 5000, viewers: false },
  { what: 'calls', tasks: 20_000, viewers: false },
] as const;

/** One step: so many calls a second by so many workers. */
export interface EndsStep extends RampStep {
  readonly workers: number;
  readonly byKind: Readonly<Record<string, Latencies>>;
  /** Share of one processor that each program used: the one near 1 is where it ends. */
  readonly processors: Readonly<Record<string, number>>;
}

/** What one luigid carries behind the service until calls take over a second at p99. */
export interface Ends {
  readonly ramps: ReadonlyArray<{
    readonly what: (typeof RAMPS)[number]['what'];
    readonly tasks: number;
    readonly steps: readonly EndsStep[];
    /** The highest load that it carried: calls a second, or workers. */
    readonly carried: number;
    /** Whether it ended; else the ramp did. */
    readonly ended: boolean;
  }>;
}

/** Measures it by the worker lane: TLS, lighttpd, gateway, records. */
export async function benchEnds(seconds = 4, sizes: readonly number[] = [5000, 20_000]): Promise<Ends> {
  const ramps: Array<Ends['ramps'][number]> = [];
  for (const { what, tasks, viewers } of RAMPS.filter((each) => sizes.includes(each.tasks))) {
    // Each its own: workers of an earlier one that are gone are work for luigid a minute later.
    const scene = await Scene.start('bench-ends', { tasks, bareToo: false });
    try {
      const service = scene.sides.find(({ name }) => name === 'service') as Side;
      const onlyPings = what === 'workers that only ping';
      const step = async (load: number): Promise<EndsStep> => {
        // A quarter of the calls each ask for work and report tasks; none of the workers calls more often than ten times a second.
        const workers = onlyPings ? load : Math.max(10, Math.ceil(load / 10));
        const each = load / workers;
        const rates: WorkerRates = onlyPings ? { ping: 1, getWork: 0, addTask: 0 } : { ping: each / 2, getWork: each / 4, addTask: each / 4 };
        const time = new ProcessorTime(scene.front.service);
        const { samples } = await underLoad(scene, service, { workers, rates, seconds, viewers });
        const processors = time.shares();
        const { p99, errors } = latenciesOf(samples);
        return { perSecond: load, workers, p99, errors, byKind: latenciesByKind(samples), processors };
      };
      ramps.push({ what, tasks, ...await ramp({ from: 100, factor: 1.6, most: 2000 }, step) });
    } finally {
      await scene.stop();
    }
  }
  return { ramps };
}

/** What it is summed up in. */
export function endsLines({ ramps }: Ends): string[] {
  return ramps.flatMap(({ what, tasks, steps, carried, ended }) => [
    `${tasks} tasks, ${what}: ${carried} a second are carried${ended ? ' until p99 is over a second or a call fails' : '; the ramp ended first'}`,
    ...steps.map(({ perSecond, workers, p99, errors, processors }) => `  ${perSecond}/s by ${workers} workers: p99 ${p99.toFixed(0)} ms, ${errors} errors; `
      + `processors ${Object.entries(processors).map(([name, share]) => `${name} ${share.toFixed(2)}`).join(', ')}`),
  ]);
}
