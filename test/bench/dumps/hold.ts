import { setTimeout as pause } from 'node:timers/promises';
import type { Luigid } from '../../support/luigid';
import { fill } from '../load/tasks';
import { percentile } from '../statistics';
import { keepBusy } from './busy';
import { probe, type ProbeRow } from './probe';
import { heldIn, type Dump, type Window } from './windows';
import { dumpsOf, withLuigid } from './with-luigid';

const ROUND_SECONDS = 16;
/** The fork, and what a caller then finds to be copied. */
const FORK_MS = 12;

/** Whether luigid dumps, in a measurement. */
export type Side = 'dumping' | 'quiet';

/** How long dumps hold luigid up. */
export interface HoldResult {
  readonly dumps: readonly Dump[];
  /** The longest call in the time of each dump, and in the same moments of a turn without dumps, in milliseconds. */
  readonly held: Readonly<Record<Side, readonly number[]>>;
  /** The longest call in the beginning of each dump. */
  readonly atTheFork: readonly number[];
  readonly p50: Readonly<Record<Side, number>>;
  readonly max: Readonly<Record<Side, number>>;
  /** p50, p99, p99.9 and longest of all calls. */
  readonly calls: Readonly<Record<Side, readonly number[]>>;
  readonly probes: Readonly<Record<Side, readonly ProbeRow[]>>;
  /** What luigid itself says of its last full minute. */
  readonly loopDelayMs: Readonly<Record<Side, { readonly p99: number; readonly max: number }>>;
}

/** Two luigids with the same tasks and the same work, in turns: one dumps every few seconds, the other never. */
export async function measureHold(tasks: number, changesPerSecond: number, rounds: number): Promise<HoldResult> {
  const often = { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '1', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '2' };
  const never = { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '3600', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '3600' };
  return withLuigid(often, async (dumping) => withLuigid(never, async (quiet) => {
    await Promise.all([fill(dumping.url, tasks), fill(quiet.url, tasks)]);
    // The last dump of the filling ends.
    await pause(5_000);
    const probes: Record<Side, ProbeRow[]> = { dumping: [], quiet: [] };
    const turns: Record<Side, Window[]> = { dumping: [], quiet: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [side, luigid] of [['dumping', dumping], ['quiet', quiet]] as const) {
        const turn = { from: Date.now(), to: Date.now() + ROUND_SECONDS * 1000 };
        turns[side].push(turn);
        const [rows] = await Promise.all([probe(luigid.url, turn.to), keepBusy(luigid.url, tasks, changesPerSecond, turn.to)]);
        probes[side].push(...rows);
      }
    }
    return { ...summedUp(dumpsOf(dumping), turns, probes), loopDelayMs: { dumping: await loopDelayOf(dumping), quiet: await loopDelayOf(quiet) } };
  }));
}

function summedUp(all: readonly Dump[], turns: Readonly<Record<Side, readonly Window[]>>, probes: HoldResult['probes']): Omit<HoldResult, 'loopDelayMs'> {
  const pairs = all.flatMap((dump) => {
    const round = turns.dumping.findIndex(({ from, to }) => dump.from >= from && dump.to <= to);
    if (round < 0) return [];
    const later = (turns.quiet[round] as Window).from - (turns.dumping[round] as Window).from;
    const fork = heldIn(probes.dumping, { from: dump.from, to: dump.from + FORK_MS });
    return [{ dump, fork, dumping: heldIn(probes.dumping, dump), quiet: heldIn(probes.quiet, { from: dump.from + later, to: dump.to + later }) }];
  });
  if (pairs.length === 0) throw new Error(`got ${all.length} dumps, none of them whole within a turn of ${ROUND_SECONDS} s, expected some: is the machine busy?`);
  const bySide = <T>(of: (side: Side) => T): Record<Side, T> => ({ dumping: of('dumping'), quiet: of('quiet') });
  const held = bySide((side) => pairs.map((pair) => pair[side]));
  return {
    held, probes, dumps: pairs.map(({ dump }) => dump), atTheFork: pairs.map(({ fork }) => fork),
    p50: bySide((side) => percentile(held[side], 0.5)),
    max: bySide((side) => Math.max(...held[side])),
    calls: bySide((side) => [0.5, 0.99, 0.999, 1].map((share) => percentile(probes[side].map(({ took }) => took), share))),
  };
}

async function loopDelayOf({ url }: Luigid): Promise<{ readonly p99: number; readonly max: number }> {
  return ((await (await fetch(`${url}/health`)).json()) as { loopDelayMs: { p99: number; max: number } }).loopDelayMs;
}
