import { errorsOf, latenciesByKind, type Latencies } from './load/latencies';
import type { Sample } from './load/open-loop';
import { Scene, type SideName } from './load/scene';
import { underLoad } from './load/under-load';

const WORKERS = 100;
/** Each worker, each second: stock workers ping so often; the other two are what a busy pipeline of short tasks does. */
const RATES = { ping: 1, getWork: 0.2, addTask: 0.2 };

/** Workers' calls on one side, all rounds together. */
export interface WorkersRow {
  readonly side: SideName;
  readonly viewers: number;
  readonly byKind: Readonly<Record<string, Latencies>>;
  readonly errors: Readonly<Record<string, number>>;
  /** Whole lists a second that the viewers got meanwhile, by round. */
  readonly answersPerSecond: readonly number[];
}

/** The same workers on each side, without and with 32 viewers. */
export interface Workers {
  readonly tasks: number;
  readonly workers: number;
  readonly rates: typeof RATES;
  readonly skipped?: string;
  readonly rows: readonly WorkersRow[];
}

/** Measures it: an open loop of workers at fixed rates. */
export async function benchWorkers({ tasks = 5000, rounds = 2, seconds = 10 } = {}): Promise<Workers> {
  const scene = await Scene.start('bench-workers', { tasks, withProxy: true });
  try {
    const collected = scene.sides.flatMap((side) => [0, 32].map((viewers) => (
      { side, viewers, samples: [] as Sample[], answersPerSecond: [] as number[] })));
    for (let round = 0; round < rounds; round += 1) {
      for (const { side, viewers, samples, answersPerSecond } of collected) {
        // Without viewers, oauth2-proxy's workers are those of the bare luigid.
        if (viewers === 0 && side.name === 'oauth2-proxy') continue;
        const measured = await underLoad(scene, side, { workers: WORKERS, rates: RATES, seconds, viewers: viewers > 0 });
        samples.push(...measured.samples);
        if (measured.viewers !== undefined) answersPerSecond.push(measured.viewers.perSecond);
      }
    }
    return {
      tasks, workers: WORKERS, rates: RATES, ...(scene.proxyMissing === undefined ? {} : { skipped: scene.proxyMissing }),
      rows: collected.filter(({ samples }) => samples.length > 0).map(({ side, viewers, samples, answersPerSecond }) => (
        { side: side.name, viewers, byKind: latenciesByKind(samples), errors: errorsOf(samples), answersPerSecond })),
    };
  } finally {
    await scene.stop();
  }
}

/** What it is summed up in. */
export function workersLines({ rows, skipped }: Workers): string[] {
  const bareOf = (viewers: number, kind: string): Latencies | undefined =>
    rows.find((row) => row.side === 'bare luigid' && row.viewers === viewers)?.byKind[kind];
  return [
    ...(skipped === undefined ? [] : [`oauth2-proxy SKIPPED: ${skipped}`]),
    ...rows.flatMap(({ side, viewers, byKind, answersPerSecond }) => Object.entries(byKind).map(([kind, { calls, errors, p50, p99 }]) => {
      const bare = bareOf(viewers, kind);
      const ratio = side === 'bare luigid' || bare === undefined ? '' : `, p99 1/${(bare.p99 / p99).toFixed(1)} of bare luigid's`;
      const beside = viewers === 0 ? 'no viewer' : `${viewers} viewers (${answersPerSecond.map((rate) => rate.toFixed(1)).join(', ')} lists/s)`;
      return `workers' ${kind}, ${beside}, ${side}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${ratio}, ${errors} errors in ${calls} calls`;
    })),
  ];
}
