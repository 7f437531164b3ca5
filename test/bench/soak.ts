import { setTimeout as pause } from 'node:timers/promises';
import { startFront } from './front';
import { MappingFolder } from './load/mappings';
import { fill } from './load/tasks';
import { ErrorCounts, kindOf } from './soak/errors';
import { fitMemory, type Fit, type MemoryRow } from './soak/fit';
import { killOne, KILLS, type KillRow } from './soak/kills';
import { Ledger } from './soak/ledger';
import { fillLedger, heldBy, keepLoad, type Outcome } from './soak/load';
import type { SoakOptions } from './soak/options';
import { MemoryWatch } from './soak/processes';
import { percentile } from './statistics';

const PAGE_SIZE = 600;
/** Memory counts from the third minute of a process on; in a soak of less than ten from its first fifth. */
const WARM_UP_MS = 120_000;

/** Calls of one kind. */
export interface CallsRow {
  readonly calls: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** How the service bore it. */
export interface SoakResult {
  readonly options: SoakOptions;
  readonly kills: readonly KillRow[];
  /** Calls of workers that the ledger has as answered, and how many of them were missing at the end for another reason than the kills. */
  readonly ledger: { readonly answered: number; readonly lostAtTheEnd: number };
  readonly calls: Readonly<Record<string, CallsRow>>;
  readonly errors: ErrorCounts['byTime'];
  readonly unnamed: Readonly<Record<string, number>>;
  readonly quiet: Readonly<Record<string, number>>;
  readonly fits: readonly Fit[];
  readonly memory: readonly MemoryRow[];
}

/** Viewers and workers for minutes, and each process killed on the way. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const mappings = new MappingFolder();
  const front = await startFront('bench-soak', mappings.path);
  try {
    await fill(front.luigidUrl, options.tasks);
    const ledger = new Ledger('ledger', PAGE_SIZE);
    // Each kill turns a page.
    await fillLedger(front.luigidUrl, ledger, KILLS.length + 1);
    const outcomes: Outcome[] = [];
    const watch = new MemoryWatch(front.service);
    const begun = Date.now();
    const until = begun + options.minutes * 60_000;
    const load = keepLoad(front, options, ledger, until, (some) => { for (const one of some) outcomes.push(one); });
    load.catch(() => undefined);
    const kills: KillRow[] = [];
    for (const kill of KILLS) {
      await Promise.race([pause(Math.max(0, begun + kill.share * (until - begun) - Date.now())), load]);
      kills.push(await killOne(front, ledger, kill, until));
      console.error(JSON.stringify(kills.at(-1)));
    }
    await load;
    watch.stop();
    const lostAtTheEnd = ledger.check(await heldBy(front.luigidUrl), 'all').length;
    const errors = new ErrorCounts();
    for (const { error, endedAt, kind } of outcomes) if (error !== undefined) errors.add(`${kind === 'view' ? 'viewer' : 'worker'}: ${kindOf(error)}`, endedAt, kills);
    return {
      options, kills, ledger: { answered: ledger.answered, lostAtTheEnd }, calls: callsOf(outcomes),
      errors: errors.byTime, unnamed: errors.unnamed, quiet: errors.quiet,
      fits: fitMemory(watch.rows, Math.min(WARM_UP_MS, options.minutes * 12_000)), memory: watch.rows,
    };
  } finally {
    await front.stop();
    mappings.remove();
  }
}

/** The lines that a soak is summed up in. */
export function soakLines({ options, kills, ledger, calls, errors, unnamed, quiet, fits }: SoakResult): string[] {
  return [
    `${options.minutes} minutes, ${options.rate} views a second, ${options.workers} workers, ${options.tasks} tasks`,
    ...Object.entries(calls).map(([kind, row]) => `${kind}: ${row.calls} calls, ${row.failed} failed, p50 ${row.p50.toFixed(1)} ms, p99 ${row.p99.toFixed(0)} ms, longest ${row.max.toFixed(0)} ms`),
    ...kills.map((kill) => `${kill.name}${kill.underLoad ? '' : ' (AFTER THE LOAD: it proves nothing, the soak was too short)'}: back after ${(kill.backAfterMs / 1000).toFixed(1)} s; answered calls lost: ${kill.lost}${kill.lost === 0 ? '' : `, the oldest ${kill.lostSeconds.toFixed(1)} s before`}; the disk was ${kill.unsavedSeconds.toFixed(1)} s behind`),
    `calls in the ledger: ${ledger.answered}; lost beside the kills: ${ledger.lostAtTheEnd}`,
    ...Object.entries(errors).map(([time, counts]) => `errors, ${time}: ${told(counts)}`),
    `errors without a name: ${told(unnamed)}; while nothing was killed: ${told(quiet)}`,
    ...fits.map((fit) => `memory of ${fit.program} (${fit.pid}): ${fit.meanMegabytes.toFixed(0)} MB, ${fit.megabytesPerMinute.toFixed(2)} MB a minute over ${fit.seconds.toFixed(0)} s, rises ${fit.rise.toFixed(1)} MB of ${fit.bound.toFixed(1)}: ${fit.flat ? 'flat' : 'NOT FLAT'}`),
  ];
}

function callsOf(outcomes: readonly Outcome[]): Record<string, CallsRow> {
  return Object.fromEntries([...new Set(outcomes.map(({ kind }) => kind))].sort().map((kind) => {
    const own = outcomes.filter((one) => one.kind === kind);
    const times = own.map(({ latency }) => latency);
    return [kind, {
      calls: own.length, failed: own.filter(({ error }) => error !== undefined).length,
      p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: percentile(times, 1),
    }];
  }));
}

function told(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none';
}
