import { fill } from '../load/tasks';
import { keepBusy } from './busy';
import { dayOf, type Dump } from './windows';
import { dumpsOf, withLuigid } from './with-luigid';

/** Two whole intervals. */
const LEAST_DUMPS = 3;
/** luigid forgets tasks whose workers have been gone for ten minutes. */
const MOST_SECONDS = 560;

/** What dumps write. */
export interface PaceResult {
  readonly seconds: number;
  /** Changes of status that were answered in that time. */
  readonly changes: number;
  readonly dumps: readonly Dump[];
  readonly bytesPerDay: number;
}

/** What luigid writes at its own pace, which is its default, while tasks change all the time. */
export async function measurePace(tasks: number, changesPerSecond: number, seconds: number): Promise<PaceResult> {
  return withLuigid({}, async (luigid) => {
    await fill(luigid.url, tasks);
    const from = Date.now();
    const done = (): Dump[] => dumpsOf(luigid).filter((dump) => dump.from >= from);
    let changes = await keepBusy(luigid.url, tasks, changesPerSecond, from + seconds * 1000);
    while (done().length < LEAST_DUMPS && Date.now() < from + MOST_SECONDS * 1000) {
      changes += await keepBusy(luigid.url, tasks, changesPerSecond, Date.now() + 5_000);
    }
    const dumps = done();
    return { seconds: (Date.now() - from) / 1000, changes, dumps, bytesPerDay: dayOf(dumps) };
  });
}
