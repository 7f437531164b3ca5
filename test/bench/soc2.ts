import type { Pack, PackTimes } from './soc2/packs';
import { median } from './statistics';
import { makePrograms, runProgram } from './synth/programs';

/** The example app, and generated ones of about so many resources. */
const APPS = ['example', '500', '1000', '2000'] as const;
const FIRST_ROUNDS = 4;
const AGAIN_ROUNDS = 8;
/** The first of them still meet code that is not compiled. */
const WARM_UP = 3;

/** What the packs take of one app. */
export interface Soc2Row {
  readonly app: typeof APPS[number];
  readonly resources: number;
  /** Medians: the first synthesis of a process that has this pack alone, as `cdk synth` is; further ones in turns in one process. */
  readonly ms: Readonly<Record<Pack, { readonly first: number; readonly again: number }>>;
  /** Soc2Checks over NIST80053R5Checks. */
  readonly ratios: { readonly first: number; readonly again: number };
}

/** What Soc2Checks takes beside NIST80053R5Checks on the same app. */
export interface Soc2Bench {
  readonly rows: readonly Soc2Row[];
  /** Time a resource of 2,000 over that of 500: 1 is linear. */
  readonly growth: number;
}

/** Measures it. */
export async function benchSoc2(): Promise<Soc2Bench> {
  const { packs } = await makePrograms(['packs'], 'soc2');
  const rows: Soc2Row[] = [];
  for (const app of APPS) rows.push(await measure(packs, app));
  const perResource = (app: typeof APPS[number]): number => {
    const { ms, resources } = rows.find((row) => row.app === app) as Soc2Row;
    return ms.soc2.again / resources;
  };
  return { rows, growth: perResource('2000') / perResource('500') };
}

async function measure(program: string, app: typeof APPS[number]): Promise<Soc2Row> {
  const run = (packs: string, rounds: number) => runProgram<PackTimes>([program, app, packs, String(rounds)]);
  const first: Record<Pack, number[]> = { soc2: [], nist: [] };
  for (let round = 0; round < FIRST_ROUNDS; round += 1) {
    for (const pack of round % 2 === 0 ? ['soc2', 'nist'] as const : ['nist', 'soc2'] as const) first[pack].push(...(await run(pack, 1)).ms[pack]);
  }
  const { ms: again, resources } = await run('soc2,nist', AGAIN_ROUNDS);
  const of = (pack: Pack) => ({ first: median(first[pack]), again: median(again[pack].slice(WARM_UP)) });
  const ms = { soc2: of('soc2'), nist: of('nist') };
  return { app, resources, ms, ratios: { first: ms.soc2.first / ms.nist.first, again: ms.soc2.again / ms.nist.again } };
}
