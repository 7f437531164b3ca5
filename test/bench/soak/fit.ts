/** Memory of a process at a moment. */
export interface MemoryRow {
  readonly program: string;
  readonly pid: number;
  /** In milliseconds from the beginning. */
  readonly at: number;
  readonly megabytes: number;
}

/** A line through a process's memory. */
export interface Fit {
  readonly program: string;
  readonly pid: number;
  /** Of the stretch that the line is for. */
  readonly seconds: number;
  readonly meanMegabytes: number;
  readonly megabytesPerMinute: number;
  /** What the line rises in its stretch. */
  readonly rise: number;
  /** What it may rise in it: 5 % of the mean, and 4 MB at least, since allocators take what they need in pieces. */
  readonly bound: number;
  readonly flat: boolean;
}

const SHARE = 0.05;
const LEAST_MEGABYTES = 4;
/** A shorter stretch tells nothing. */
const LEAST_SECONDS = 20;

/**
 * A line through the memory of each process, by least squares, from the moment on that it has run for so long.
 * Processes that ended too early are left out.
 */
export function fitMemory(rows: readonly MemoryRow[], warmUpMs: number): Fit[] {
  return [...new Set(rows.map(({ pid }) => pid))].flatMap((pid) => {
    const own = rows.filter((row) => row.pid === pid);
    const begun = own[0]?.at ?? 0;
    const steady = own.filter(({ at }) => at >= begun + warmUpMs);
    const seconds = ((steady.at(-1)?.at ?? 0) - (steady[0]?.at ?? 0)) / 1000;
    if (steady.length < 3 || seconds < LEAST_SECONDS) return [];
    const { slope, mean } = leastSquares(steady.map(({ at, megabytes }) => [at / 60_000, megabytes]));
    const rise = slope * seconds / 60;
    const bound = Math.max(SHARE * mean, LEAST_MEGABYTES);
    const { program } = steady[0] as MemoryRow;
    return [{ program, pid, seconds, meanMegabytes: mean, megabytesPerMinute: slope, rise, bound, flat: rise <= bound }];
  });
}

function leastSquares(points: ReadonlyArray<readonly [number, number]>): { slope: number; mean: number } {
  const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [meanOf(points.map(([each]) => each)), meanOf(points.map(([, each]) => each))];
  const spread = points.reduce((sum, [each]) => sum + (each - x) ** 2, 0);
  return { slope: points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread, mean: y };
}
