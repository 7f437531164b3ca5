import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ensure } from '../../local/setup/ensure';
import { benchAccess } from './access';
import { benchBearer } from './bearer';
import { benchDumps } from './dumps';
import { dumpsLines } from './dumps/lines';
import { dumpsOptions } from './dumps/options';
import { benchEnds, endsLines } from './ends';
import { benchFootprint } from './footprint';
import { benchGrowth, growthLines } from './growth';
import { writeGrowthPlots } from './growth-plots';
import { benchJobs, type JobsCase } from './jobs';
import { benchJobsSynth } from './jobs-synth';
import { benchLightCall } from './light-call';
import { soak, soakLines } from './soak';
import { soakOptions } from './soak/options';
import { benchSoc2 } from './soc2';
import { benchStaticFiles } from './static-files';
import { median } from './statistics';
import { benchSynth } from './synth';
import { benchViewers } from './viewers';
import { viewersLines } from './viewers-lines';
import { benchWorkers, workersLines } from './workers';

const RESULTS = join(__dirname, '..', '..', 'bench-results');

/** Each benchmark, with the lines that it is summed up in; raw rows go to bench-results/. */
const BENCHMARKS: Readonly<Record<string, (options: readonly string[]) => Promise<{ readonly raw: unknown; readonly lines: readonly string[] }>>> = {
  'access': async () => {
    const raw = benchAccess();
    return { raw, lines: Object.entries(raw.ratios).map(([path, ratio]) => `1,000 mappings over 10, ${path}: ${ratio.toFixed(2)} times`) };
  },
  'bearer': async () => {
    const raw = await benchBearer();
    return {
      raw,
      lines: [
        `bearer call over login call at p50: ${raw.extraMillisecondsAtP50.toFixed(3)} ms more (${raw.p50.bearer.toFixed(3)} and ${raw.p50.login.toFixed(3)} ms)`,
        `tokens and claims seen for the first time, at p50: ${raw.extraMillisecondsOfFirstAtP50.toFixed(3)} ms more (${raw.p50['first bearer'].toFixed(3)} and ${raw.p50['first login'].toFixed(3)} ms)`,
        `verifying a token that was seen before: ${median(raw.seenMicroseconds).toFixed(2)} us`,
      ],
    };
  },
  'light-call': async () => {
    const raw = await benchLightCall();
    return { raw, lines: [`light call, service over bare luigid at p50: ${raw.extraMillisecondsAtP50.toFixed(2)} ms more, ${raw.ratioAtP50.toFixed(2)} times`] };
  },
  'static-files': async () => {
    const raw = await benchStaticFiles();
    return { raw, lines: Object.entries(raw.ratios).map(([file, ratio]) => `${file}, requests per second over bare luigid: ${ratio.toFixed(1)} times`) };
  },
  'dumps': async (options) => {
    const raw = await benchDumps(dumpsOptions(options));
    return { raw, lines: dumpsLines(raw) };
  },
  'footprint': async () => {
    const raw = await benchFootprint();
    return {
      raw,
      lines: [
        `gateway bundle: ${raw.bundleMegabytes.toFixed(2)} MB`,
        `gateway start, median of ${raw.startMilliseconds.length}: ${raw.startMedianMilliseconds.toFixed(0)} ms`,
        `gateway memory, ${raw.tasks} tasks, ${raw.connections} connections, ${raw.mappings} mappings: ${raw.peakMegabytes.toFixed(0)} MB at its highest, ${raw.idleMegabytes.toFixed(0)} MB before`,
      ],
    };
  },
  'jobs': async () => {
    const raw = await benchJobs();
    const line = (what: string, name: JobsCase, bare: JobsCase): string =>
      `${what}: p50 ${raw.p50[name].toFixed(2)} ms, p99 ${raw.p99[name].toFixed(2)} ms; over a bare route ${(raw.p50[name] - raw.p50[bare]).toFixed(2)} ms at p50 (${(raw.p50[name] / raw.p50[bare]).toFixed(1)} times), ${(raw.p99[name] - raw.p99[bare]).toFixed(2)} ms at p99`;
    return {
      raw,
      lines: [
        line('listing 200 jobs, granted by category', 'list', 'bare-list'), line('listing 200 jobs, each granted with limits', 'list-limited', 'bare-list'),
        `the very first list, also of this process: ${raw.first.list.toFixed(1)} ms; of who has limits on each job ${raw.first['list-limited'].toFixed(1)} ms`,
        line('accepting a start', 'start', 'bare-start'),
      ],
    };
  },
  'jobs-synth': async () => {
    const raw = await benchJobsSynth();
    const { medians } = raw;
    return {
      raw,
      lines: [
        ...(['unchecked', 'checked'] as const).map((what) =>
          `200 jobs over 100, synthesis, ${what === 'checked' ? 'with' : 'without'} CDK's own check of templates: ${raw.ratios[what].toFixed(2)} times (${medians[200][what].toFixed(0)} and ${medians[100][what].toFixed(0)} ms)`),
        `each job with a schedule: ${raw.resourcesPerJob.toFixed(2)} resources, ${(raw.bytesPerJob / 1024).toFixed(1)} KB of template`,
      ],
    };
  },
  'soak': async (options) => {
    const raw = await soak(soakOptions(options));
    return { raw, lines: soakLines(raw) };
  },
  'soc2': async () => {
    const raw = await benchSoc2();
    return {
      raw,
      lines: [
        ...raw.rows.flatMap(({ app, resources, ms, ratios }) => (['first', 'again'] as const).map((what) =>
          `${app === 'example' ? 'example' : 'generated app'}, ${resources} resources, ${SYNTHESIS[what]}: Soc2Checks over NIST80053R5Checks ${ratios[what].toFixed(2)} times (${ms.soc2[what].toFixed(0)} and ${ms.nist[what].toFixed(0)} ms)`)),
        `Soc2Checks, time a resource, 2,000 over 500: ${raw.growth.toFixed(2)} times`,
      ],
    };
  },
  'synth': async () => {
    const raw = await benchSynth();
    const { medians, sizes, imports, example } = raw;
    return {
      raw,
      lines: [
        ...(['process', 'first', 'again'] as const).map((what) =>
          `synthesis, ${SYNTHESIS[what]}: LuigiService over aws-ecs-patterns ${raw.ratios[what].toFixed(2)} times (${medians.service[what].toFixed(0)} and ${medians.pattern[what].toFixed(0)} ms)`),
        `what they make: ${sizes.service.resources} and ${sizes.pattern.resources} resources, ${(sizes.service.templateBytes / 1024).toFixed(0)} and ${(sizes.pattern.templateBytes / 1024).toFixed(0)} KB of template`,
        `import of the library: ${imports.libraryMs.toFixed(0)} ms after ${imports.modulesMs.toFixed(0)} ms for ${imports.modules.length} modules of CDK`,
        `each further mapping: ${raw.resourcesPerMapping.toFixed(2)} resources`,
        `example: ${example.resources} resources, ${(example.templateBytes / 1024).toFixed(0)} KB of template`,
      ],
    };
  },
  'viewers': async () => {
    const raw = await benchViewers();
    return { raw, lines: viewersLines(raw) };
  },
  'workers': async () => {
    const raw = await benchWorkers();
    return { raw, lines: workersLines(raw) };
  },
  'growth': async () => {
    const raw = await benchGrowth();
    writeGrowthPlots(raw);
    return { raw, lines: growthLines(raw) };
  },
  'ends': async () => {
    const raw = await benchEnds();
    return { raw, lines: endsLines(raw) };
  },
};

const SYNTHESIS = { process: 'whole process', first: 'first in a process', again: 'further in the same process' } as const;

/** Minutes long, and no comparison: only where it is named. */
const ONLY_BY_NAME = ['soak'];
const WITH_OPTIONS = ['dumps', 'soak'];

/** `npm run bench [-- name ... [-- --option value ...]]`: ratios on stdout, raw rows as JSON in bench-results/. Two have options. */
async function main(args: readonly string[]): Promise<void> {
  const end = args.findIndex((arg) => arg.startsWith('--'));
  const names = end < 0 ? args : args.slice(0, end);
  const options = end < 0 ? [] : args.slice(args[end] === '--' ? end + 1 : end);
  if (options.length > 0 && !(names.length === 1 && WITH_OPTIONS.includes(names[0] as string))) {
    const all = Object.keys(BENCHMARKS).join(', ');
    throw new Error(`got ${options.join(' ')}, expected options after one of ${WITH_OPTIONS.join(', ')} only; the benchmarks are ${all}`);
  }
  const unknown = names.find((name) => !(name in BENCHMARKS));
  if (unknown !== undefined) throw new Error(`got ${JSON.stringify(unknown)}, expected one of ${Object.keys(BENCHMARKS).join(', ')}`);
  // The constructs, and what needs only the gateway, are measured without the service.
  if (names.length === 0 || names.some((name) => !['jobs', 'jobs-synth', 'soc2', 'synth'].includes(name))) await ensure(['lighttpd', 'luigi', 'wrk']);
  mkdirSync(RESULTS, { recursive: true });
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, date: new Date().toISOString() };
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS).filter((each) => !ONLY_BY_NAME.includes(each))) {
    console.error(`== ${name}`);
    const { raw, lines } = await (BENCHMARKS[name] as (typeof BENCHMARKS)[string])(options);
    writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify({ machine, result: raw }, null, 2)}\n`);
    for (const line of lines) console.log(line);
  }
}

main(process.argv.slice(2)).then(() => process.exit(0), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
