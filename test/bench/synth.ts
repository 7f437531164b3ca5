import { exampleSize, type ExampleSize } from './example-size';
import { median } from './statistics';
import type { SynthTimes } from './synth/child';
import type { ImportTimes } from './synth/import-child';
import { LIBRARY, makePrograms, modulesOfLibrary, runProgram } from './synth/programs';

const ROUNDS = 15;
const AGAIN = 12;
/** The first of them still meet code that is not compiled. */
const WARM_UP = 4;
const MORE_MAPPINGS = 10;

/** One process. */
export type SynthRow = SynthTimes & { readonly side: Side; readonly round: number; readonly processMs: number };
/** `service`: LuigiService; `pattern`: ApplicationLoadBalancedFargateService. */
export type Side = 'service' | 'pattern';

/** What synthesis costs beside aws-ecs-patterns, in turns in one run. */
export interface SynthBench {
  readonly rows: readonly SynthRow[];
  /** Service over pattern, medians: whole processes, the first synthesis in each, further ones. */
  readonly ratios: Readonly<Record<'process' | 'first' | 'again', number>>;
  readonly medians: Readonly<Record<Side, Readonly<Record<'process' | 'first' | 'again', number>>>>;
  /** Resources and bytes of template of each side. */
  readonly sizes: Readonly<Record<Side, { readonly resources: number; readonly templateBytes: number }>>;
  /** Resources that one further mapping adds. */
  readonly resourcesPerMapping: number;
  readonly example: ExampleSize;
  readonly imports: {
    /** The modules that the library asks for. */
    readonly modules: readonly string[];
    readonly rows: readonly ImportTimes[];
    /** Medians. */
    readonly modulesMs: number;
    readonly libraryMs: number;
  };
}

/** Measures it. */
export async function benchSynth(): Promise<SynthBench> {
  const programs = await makePrograms(['child', 'import-child', 'service-app', 'mappings-app', 'reference-app']);
  const run = (app: string, again: number) => runProgram<SynthTimes>([programs.child, app, String(again)]);
  const apps = { service: programs['service-app'], pattern: programs['reference-app'] } as const;
  const modules = modulesOfLibrary();
  const rows: SynthRow[] = [];
  const imports: ImportTimes[] = [];
  // The first round fills the file system's cache and isn't kept.
  for (let round = 0; round <= ROUNDS; round += 1) {
    // Who goes first takes turns, too.
    for (const side of round % 2 === 0 ? ['service', 'pattern'] as const : ['pattern', 'service'] as const) {
      const row = { side, round, ...await run(apps[side], 0) };
      if (round > 0) rows.push(row);
    }
    const imported = await runProgram<ImportTimes>([programs['import-child'], LIBRARY, ...modules]);
    if (round > 0) imports.push(imported);
  }
  // Processes of their own: repetitions would lengthen those whose whole time counts.
  for (let round = ROUNDS + 1; round <= ROUNDS + 3; round += 1) {
    for (const side of ['service', 'pattern'] as const) rows.push({ side, round, ...await run(apps[side], AGAIN) });
  }
  const of = (side: Side): SynthRow[] => rows.filter((row) => row.side === side);
  const summary = (side: Side) => ({
    process: median(of(side).filter(({ round }) => round <= ROUNDS).map(({ processMs }) => processMs)),
    first: median(of(side).map(({ firstMs }) => firstMs)),
    again: median(of(side).flatMap(({ againMs }) => againMs.slice(WARM_UP))),
  });
  const size = (side: Side) => {
    const { resources, templateBytes } = of(side)[0] as SynthRow;
    return { resources, templateBytes };
  };
  const medians = { service: summary('service'), pattern: summary('pattern') };
  const sizes = { service: size('service'), pattern: size('pattern') };
  const { resources } = await run(programs['mappings-app'], 0);
  return {
    rows, medians, sizes,
    ratios: {
      process: medians.service.process / medians.pattern.process,
      first: medians.service.first / medians.pattern.first,
      again: medians.service.again / medians.pattern.again,
    },
    example: exampleSize(),
    resourcesPerMapping: (resources - sizes.service.resources) / MORE_MAPPINGS,
    imports: {
      modules,
      rows: imports,
      modulesMs: median(imports.map(({ modulesMs }) => modulesMs)),
      libraryMs: median(imports.map(({ libraryMs }) => libraryMs)),
    },
  };
}
