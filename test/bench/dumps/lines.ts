import type { DumpsResult } from '../dumps';
import { median, percentile } from '../statistics';

/**
 * What EFS takes for a GB written with Elastic throughput in us-east-1, in dollars: factualminds.com, EFS pricing of 13 June 2026, not
 * compared with AWS's page. The same as in docs/operations.md.
 */
const DOLLARS_PER_GB_WRITTEN = 0.06;
/** Of 730 hours, as in docs/operations.md. */
const DAYS_OF_A_MONTH = 730 / 24;

/** Dollars a month for so many bytes a day. */
export function efsDollarsAMonth(bytesPerDay: number): number {
  return bytesPerDay / 1e9 * DAYS_OF_A_MONTH * DOLLARS_PER_GB_WRITTEN;
}

/** The lines that it is summed up in: the rows of docs/benchmarks.md. */
export function dumpsLines({ tasks, changesPerSecond, hold, pace }: DumpsResult): string[] {
  const ms = (value: number): string => value.toFixed(1);
  const { dumping, quiet } = hold.held;
  const starts = pace.dumps.map(({ from }) => from);
  const intervals = starts.slice(1).map((from, index) => (from - (starts[index] as number)) / 1000);
  return [
    `luigid with ${tasks} tasks and ${changesPerSecond} changes of status a second, ${hold.dumps.length} dumps`,
    `longest call in the time of a dump: p50 ${ms(hold.p50.dumping)} ms, longest ${ms(hold.max.dumping)} ms; ${dumping.filter((held) => held > 20).length} over 20 ms`,
    `in its first 12 ms, where the fork is: p50 ${ms(median(hold.atTheFork))} ms; of which the fork itself: p50 ${ms(median(hold.dumps.map(({ heldMs }) => heldMs)))} ms`,
    `in the same moments without a dump: p50 ${ms(hold.p50.quiet)} ms, longest ${ms(hold.max.quiet)} ms; ${quiet.filter((held) => held > 20).length} over 20 ms`,
    `the longest delay of its loop in a minute, as luigid tells it: ${ms(hold.loopDelayMs.dumping.max)} ms with dumps, ${ms(hold.loopDelayMs.quiet.max)} ms without`,
    `at its own pace, with ${(pace.changes / pace.seconds).toFixed(1)} changes a second: a file of ${((pace.dumps.at(-1)?.bytes ?? 0) / 1e6).toFixed(2)} MB every ${percentile(intervals, 0.5).toFixed(0)} s (${pace.dumps.length} dumps, each ${median(pace.dumps.map(({ costMs }) => costMs)).toFixed(0)} ms of processor time)`,
    `written in a day: ${(pace.bytesPerDay / 1e9).toFixed(2)} GB; on EFS $${efsDollarsAMonth(pace.bytesPerDay).toFixed(2)} a month at $${DOLLARS_PER_GB_WRITTEN} a GB`,
  ];
}
