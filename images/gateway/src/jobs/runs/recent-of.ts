import type { Run } from './run';
import type { Page, Runner } from './runner';

/** How often the runner is asked for one answer at most: who may run few of many jobs gets a part of the list, and a place to go on from. */
const LOOKS = 5;

/** Which runs are looked for. */
export interface RecentOptions {
  /** How many at most. */
  readonly limit: number;
  /** Having so many, no more are looked for. @default - the limit */
  readonly enough?: number;
  /** Where to go on, by an earlier answer. @default - with the newest */
  readonly next?: string | undefined;
}

/**
 * The newest runs of these jobs, looked for among the newest of all.
 * @throws as Runner.recent does
 */
export async function recentOf(
  runner: Pick<Runner, 'recent'>, jobs: ReadonlySet<string>, { limit, enough = limit, next: from }: RecentOptions,
): Promise<Page<Run>> {
  if (jobs.size === 0) return { items: [] };
  const items: Run[] = [];
  let next = from;
  for (let look = 0; look < LOOKS && items.length < enough; look += 1) {
    // No more than are wanted still: the runner alone can say where a page goes on.
    const page = await runner.recent({ limit: limit - items.length, ...(next === undefined ? {} : { next }) });
    items.push(...page.items.filter(({ job }) => jobs.has(job)));
    next = page.next;
    if (next === undefined) break;
  }
  return { items, ...(next === undefined ? {} : { next }) };
}
