import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Growth, GrowthRow } from './growth';
import { svgPlot, type Plot } from './load/svg-plot';

const FOLDER = join(__dirname, '..', '..', 'docs', 'benchmarks');

/** The plots that docs/benchmarks.md shows, by file. */
export function growthPlots({ rows, own }: Growth): Record<string, Plot> {
  const xTicks = own.map(({ tasks }) => tasks);
  const xLabel = 'tasks in the scheduler (logarithmic)';
  const of = (side: GrowthRow['side'], value: (row: GrowthRow) => number | undefined): Array<readonly [number, number]> => rows.flatMap((row) => {
    const y = row.side === side ? value(row) : undefined;
    // Nothing was answered in the time there was: no figure.
    return y === undefined || !(y > 0) ? [] : [[row.tasks, y] as const];
  });
  const sides = (value: (row: GrowthRow) => number | undefined): Plot['series'] => [
    { name: 'the service', points: of('service', value) }, { name: 'bare luigid', points: of('bare luigid', value) },
  ];
  return {
    'answers.svg': {
      title: 'Complete lists of all tasks, 32 viewers', xLabel, yLabel: 'answers per second (logarithmic)', xTicks,
      series: sides(({ viewers }) => viewers.perSecond),
    },
    'viewers-p99.svg': {
      title: 'How long a viewer waits for the list, 32 viewers', xLabel, yLabel: 'p99, milliseconds (logarithmic)', xTicks,
      series: sides(({ viewers }) => viewers.requests === 0 ? undefined : viewers.p99),
    },
    'workers-p99.svg': {
      title: 'How long a worker waits while 32 viewers look on', xLabel, yLabel: 'p99, milliseconds (logarithmic)', xTicks,
      series: [
        { name: 'get_work, the service', points: of('service', ({ workers }) => workers.get_work?.p99) },
        { name: 'ping, the service', points: of('service', ({ workers }) => workers.ping?.p99) },
        { name: 'get_work, bare luigid', points: of('bare luigid', ({ workers }) => workers.get_work?.p99) },
        { name: 'ping, bare luigid', points: of('bare luigid', ({ workers }) => workers.ping?.p99) },
      ],
    },
    'luigid-list.svg': {
      title: 'What luigid itself takes for a list of all tasks', xLabel, yLabel: 'milliseconds (logarithmic)', xTicks,
      series: [{ name: 'one list, nobody else asking', points: own.map(({ tasks, milliseconds }) => [tasks, milliseconds] as const) }],
    },
  };
}

/** Writes them into docs/benchmarks. */
export function writeGrowthPlots(growth: Growth): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, plot] of Object.entries(growthPlots(growth))) writeFileSync(join(FOLDER, file), svgPlot(plot));
}
