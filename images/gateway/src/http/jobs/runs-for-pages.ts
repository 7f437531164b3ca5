import { recentOf } from '../../jobs/runs/recent-of';
import type { LogLine, Runner } from '../../jobs/runs/runner';
import { Problem } from '../../problem';
import type { RunList } from '../pages/jobs/recent-runs';
import type { LogView } from '../pages/jobs/run-view';

const LOG_LINES = 1000;
const LINE_CHARACTERS = 4096;

/** The newest runs of these jobs; `unavailable` where the runner can't say. */
export async function recentRuns(runner: Pick<Runner, 'recent'>, jobs: ReadonlySet<string>, most: number): Promise<RunList> {
  // More than are shown: among the newest of all, those of these jobs may be few
  return orUnavailable(async () => (await recentOf(runner, jobs, { limit: 2 * most, enough: most })).items.slice(0, most));
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
