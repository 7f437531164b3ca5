import { fitMemory, type MemoryRow } from '../../bench/soak/fit';

const rows = (pid: number, seconds: number, megabytes: (second: number) => number, from = 0): MemoryRow[] =>
  Array.from({ length: seconds + 1 }, (_, second) => ({ program: 'gateway', pid, at: (from + second) * 1000, megabytes: megabytes(second) }));

describe('memory that is flat', () => {
  test('the line is that of the stretch after the warm-up', () => {
    const [fit] = fitMemory(rows(1, 300, (second) => (second < 120 ? second : 120)), 120_000);
    expect(fit).toMatchObject({ program: 'gateway', pid: 1, seconds: 180, meanMegabytes: 120, bound: 6, flat: true });
    expect(fit?.megabytesPerMinute).toBeCloseTo(0);
  });

  test('what rises by more than a twentieth of the mean is not flat', () => {
    const [fit] = fitMemory(rows(1, 300, (second) => 100 + second / 10), 120_000);
    expect(fit?.megabytesPerMinute).toBeCloseTo(6);
    expect(fit?.rise).toBeCloseTo(18);
    expect(fit?.flat).toBe(false);
  });

  test('what swings without rising is flat, and so is what falls', () => {
    const fits = [...rows(1, 300, (second) => 100 + 20 * (second % 2)), ...rows(2, 300, (second) => 400 - second)];
    expect(fitMemory(fits, 60_000).map(({ flat }) => flat)).toEqual([true, true]);
  });

  test('a small process may rise by 4 MB', () => {
    expect(fitMemory(rows(1, 60, (second) => 10 + second / 20), 0)).toMatchObject([{ bound: 4, flat: true }]);
  });

  test('each process has its own line and its own warm-up; one that lived too short has none', () => {
    const all = [...rows(1, 100, () => 50), ...rows(2, 70, () => 50, 101), ...rows(3, 200, () => 70, 172)];
    expect(fitMemory(all, 60_000).map(({ pid, seconds }) => [pid, seconds])).toEqual([[1, 40], [3, 140]]);
  });
});
