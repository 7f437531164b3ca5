import { measureHold, type HoldResult } from './dumps/hold';
import type { DumpsOptions } from './dumps/options';
import { measurePace, type PaceResult } from './dumps/pace';

const CHANGES_PER_SECOND = 20;

/** What dumps of luigid's state cost. */
export interface DumpsResult {
  readonly tasks: number;
  readonly changesPerSecond: number;
  readonly hold: HoldResult;
  readonly pace: PaceResult;
}

/** How long dumps hold luigid up, as a caller sees it, and what they write in a day. */
export async function benchDumps({ tasks, rounds, seconds }: DumpsOptions): Promise<DumpsResult> {
  return {
    tasks,
    changesPerSecond: CHANGES_PER_SECOND,
    hold: await measureHold(tasks, CHANGES_PER_SECOND, rounds),
    pace: await measurePace(tasks, CHANGES_PER_SECOND, seconds),
  };
}
