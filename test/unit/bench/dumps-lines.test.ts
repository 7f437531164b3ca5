import { dumpsLines, efsDollarsAMonth } from '../../bench/dumps/lines';

const dump = (from: number, heldMs: number) => ({ from, to: from + 400, heldMs, costMs: 350, bytes: 1_930_000 });
const both = <T>(dumping: T, quiet: T) => ({ dumping, quiet });

test('what writing costs on EFS: 1 GB a day is 30.4 GB a month at 6 cents', () => {
  expect(efsDollarsAMonth(1e9)).toBeCloseTo(1.825);
});

test('every row of the documentation is printed', () => {
  expect(dumpsLines({
    tasks: 20_000, changesPerSecond: 20,
    hold: {
      dumps: [dump(0, 5), dump(4_000, 6)], held: both([10, 21], [5, 7]), atTheFork: [8, 9], p50: both(10, 5), max: both(21, 7),
      calls: both([], []), probes: both([], []), loopDelayMs: both({ p99: 1, max: 14 }, { p99: 1, max: 3 }),
    },
    pace: { seconds: 280, changes: 5_600, dumps: [dump(0, 5), dump(60_000, 5), dump(120_000, 5)], bytesPerDay: 2.78e9 },
  })).toEqual([
    'luigid with 20000 tasks and 20 changes of status a second, 2 dumps',
    'longest call in the time of a dump: p50 10.0 ms, longest 21.0 ms; 1 over 20 ms',
    'in its first 12 ms, where the fork is: p50 8.0 ms; of which the fork itself: p50 5.0 ms',
    'in the same moments without a dump: p50 5.0 ms, longest 7.0 ms; 0 over 20 ms',
    'the longest delay of its loop in a minute, as luigid tells it: 14.0 ms with dumps, 3.0 ms without',
    'at its own pace, with 20.0 changes a second: a file of 1.93 MB every 60 s (3 dumps, each 350 ms of processor time)',
    'written in a day: 2.78 GB; on EFS $5.07 a month at $0.06 a GB',
  ]);
});
