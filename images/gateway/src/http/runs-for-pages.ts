import type { Run } from '../jobs/run';
import type { LogLine, Runner } from '../jobs/runner';
import { Problem } from '../problem';
import type { RunList } from './pages/jobs/recent-runs';
import type { LogView } from './pages/jobs/run-view';

const PAGES = 5;
const PAGE = 20;
const LOG_LINES = 1000;
const LINE_CHARACTERS = 4096;

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

/** The end of a run's log. */
export async function endOfLog(runner: Runner, job: string, id: string): Promise<LogView> {
  return orUnavailable(async () => {
    const { items, cut = false, next } = await runner.logs(job, id, { tail: true });
    return { lines: items.slice(-LOG_LINES).map(shortened), cut: cut || items.length > LOG_LINES, ...(next === undefined ? {} : { next }) };
  });
}

/** A line as a page shows it. CloudWatch Logs takes 256 KB for one. */
export function shortened({ time, message }: LogLine): LogLine {
  return { time, message: message.length > LINE_CHARACTERS ? `${message.slice(0, LINE_CHARACTERS)}…` : message };
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
