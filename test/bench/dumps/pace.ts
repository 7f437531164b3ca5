import { fill } from '../load/tasks';
import { keepBusy } from './busy';
import { dayOf, type Dump } from './windows';
import { dumpsOf, withLuigid } from './with-luigid';

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
    const changes = await keepBusy(luigid.url, tasks, changesPerSecond, from + seconds * 1000);
    const dumps = dumpsOf(luigid).filter((dump) => dump.from >= from);
    return { seconds, changes, dumps, bytesPerDay: dayOf(dumps) };
  });
}
