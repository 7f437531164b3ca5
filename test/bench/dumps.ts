import { measureHold, type HoldResult } from './dumps/hold';
import { measurePace, type PaceResult } from './dumps/pace';

const TASKS = 20_000;
const CHANGES_PER_SECOND = 20;
/** A dump of so many tasks comes about once a minute. */
const PACE_SECONDS = 280;

/** What dumps of luigid's state cost. */
export interface DumpsResult {
  readonly tasks: number;
  readonly changesPerSecond: number;
  readonly hold: HoldResult;
  readonly pace: PaceResult;
}

/** How long dumps hold luigid up, as a caller sees it, and what they write in a day. */
export async function benchDumps(): Promise<DumpsResult> {
  return {
    tasks: TASKS,
    changesPerSecond: CHANGES_PER_SECOND,
    hold: await measureHold(TASKS, CHANGES_PER_SECOND),
    pace: await measurePace(TASKS, CHANGES_PER_SECOND, PACE_SECONDS),
  };
}
