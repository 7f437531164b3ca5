import { median } from './statistics';
import type { SynthTimes } from './synth/child';
import { makePrograms, runProgram } from './synth/programs';

const ROUNDS = 5;
const CHECKED_ROUNDS = 2;

/** One process. */
export type JobsSynthRow = SynthTimes & { readonly jobs: JobsCount; readonly checked: boolean; readonly round: number; readonly processMs: number };
/** Jobs in the app, 18 in a stack. */
export type JobsCount = 100 | 200;

/** With CDK's own check of the templates, or without. */
export type Side = 'checked' | 'unchecked';

/** What many jobs cost in synthesis, in turns in one run. */
export interface JobsSynthBench {
  readonly rows: readonly JobsSynthRow[];
  /** 200 jobs over 100, medians of making and synthesising the app: with and without CDK's own check of the templates. */
  readonly ratios: Readonly<Record<Side, number>>;
  readonly medians: Readonly<Record<JobsCount, Readonly<Record<Side, number>>>>;
  /** Resources that a job with a schedule takes. */
  readonly resourcesPerJob: number;
  readonly bytesPerJob: number;
}

/** Measures it: each time in a process of its own, as `cdk synth` is one. */
export async function benchJobsSynth(): Promise<JobsSynthBench> {
  const programs = await makePrograms(['child', 'jobs-100-app', 'jobs-200-app']);
  const rows: JobsSynthRow[] = [];
  const measure = async (checked: boolean, rounds: number): Promise<void> => {
    process.env.CDK_VALIDATION = String(checked);
    for (let round = 0; round <= rounds; round += 1) {
      // Who goes first takes turns, too.
      for (const jobs of round % 2 === 0 ? [100, 200] as const : [200, 100] as const) {
        const row = { jobs, checked, round, ...await runProgram<SynthTimes>([programs.child, programs[`jobs-${jobs}-app`], '0']) };
        // The first round fills the file system's cache.
        if (round > 0) rows.push(row);
      }
    }
    delete process.env.CDK_VALIDATION;
  };
  await measure(false, ROUNDS);
  await measure(true, CHECKED_ROUNDS);
  const of = (count: JobsCount): JobsSynthRow[] => rows.filter(({ jobs }) => jobs === count);
  const time = (count: JobsCount, checked: boolean): number => (
    median(of(count).filter((row) => row.checked === checked).map(({ firstMs }) => firstMs)));
  const times = (count: JobsCount) => ({ checked: time(count, true), unchecked: time(count, false) });
  const medians = { 100: times(100), 200: times(200) };
  const [{ resources, templateBytes }] = of(200) as [JobsSynthRow];
  return {
    rows, medians,
    ratios: { checked: medians[200].checked / medians[100].checked, unchecked: medians[200].unchecked / medians[100].unchecked },
    resourcesPerJob: resources / 200, bytesPerJob: templateBytes / 200,
  };
}
