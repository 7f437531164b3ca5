/** One step of a ramp. */
export interface RampStep {
  /** Calls a second that were due. */
  readonly perSecond: number;
  readonly p99: number;
  readonly errors: number;
}

/** Calls count as too slow past this many milliseconds at p99. */
export const TOO_SLOW_MS = 1000;

/**
 * Raises a load by a factor each time until p99 is over a second, a call fails, or the most is reached.
 * @returns the steps, and the highest load that was carried (0 where not even the first was)
 */
export async function ramp<Step extends RampStep>(
  options: { readonly from: number; readonly factor: number; readonly most: number }, run: (load: number) => Promise<Step>,
): Promise<{ readonly steps: Step[]; readonly carried: number; readonly ended: boolean }> {
  if (!(options.factor > 1)) throw new Error(`got ${options.factor} as a ramp's factor, expected more than 1`);
  const steps: Step[] = [];
  let carried = 0;
  for (let load = options.from; load <= options.most; load = Math.round(load * options.factor)) {
    const step = await run(load);
    steps.push(step);
    if (step.p99 > TOO_SLOW_MS || step.errors > 0) return { steps, carried, ended: true };
    carried = load;
  }
  return { steps, carried, ended: false };
}
