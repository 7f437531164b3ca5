import type { Run } from '../jobs/run';
import type { LogLine, Runner } from '../jobs/runner';
import { Problem } from '../problem';
import type { RunList } from './pages/jobs/recent-runs';
import type { LogView } from './pages/jobs/run-view';

const PAGES = 5;
const PAGE = 20;
const LOG_PAGES = 8;
const LOG_LINES = 1000;

/** The newest runs of these jobs, looked for among the newest of all; `unavailable` where the runner can't say. */
export async function recentRuns(runner: Runner, jobs: ReadonlySet<string>, most: number): Promise<RunList> {
  if (jobs.size === 0) return [];
  return orUnavailable(async () => {
    const found: Run[] = [];
    let next: string | undefined;
    for (let looked = 0; looked < PAGES; looked += 1) {
      const page = await runner.recent({ limit: PAGE, ...(next === undefined ? {} : { next }) });
      found.push(...page.items.filter(({ job }) => jobs.has(job)));
      next = page.next;
      if (next === undefined || found.length >= most) break;
    }
    return found.slice(0, most);
  });
}

/** The end of a run's log, or of as much of it as is read for one page. */
export async function endOfLog(runner: Runner, job: string, id: string): Promise<LogView> {
  return orUnavailable(async () => {
    let lines: LogLine[] = [];
    let cut = false;
    let next: string | undefined;
    for (let looked = 0; looked < LOG_PAGES; looked += 1) {
      const page = await runner.logs(job, id, next === undefined ? {} : { next });
      lines.push(...page.items);
      cut ||= lines.length > LOG_LINES;
      lines = lines.slice(-LOG_LINES);
      const atEnd = page.next === undefined || page.next === next || page.items.length === 0;
      next = page.next ?? next;
      if (atEnd) return { lines, cut, ...(next === undefined ? {} : { next }) };
    }
    return { lines, cut: true, ...(next === undefined ? {} : { next }) };
  });
}

/** A page is worth showing also where the runner can't be asked for a part of it. */
export async function orUnavailable<T>(ask: () => Promise<T>): Promise<T | 'unavailable'> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem && error.status >= 500) return 'unavailable';
    throw error;
  }
}
