import { readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { KeptRun, KeptRuns } from './kept-runs';

/** How much of what has ended is kept, of each job. */
export interface RunRetention {
  /** The newest so many. */
  readonly newest: number;
  /** For so many days after their end: executions of Step Functions are kept as long. */
  readonly days: number;
}

/** What is kept where nothing else is said. */
export const RETENTION: RunRetention = { newest: 1000, days: 90 };

const DAY_MS = 86_400_000;
const GONE = '.gone-';

/**
 * The runs that are kept no longer, the oldest first. One that goes on never is among them, and the key of one that is gone
 * starts a new run.
 */
export function outdated(runs: KeptRuns, job: string, { newest, days }: RunRetention, now: number): readonly KeptRun[] {
  const ended = runs.ended(job);
  return ended.filter(({ ended: { endedAt } }, index) =>
    index < ended.length - newest || (endedAt !== undefined && Date.parse(endedAt) < now - days * DAY_MS));
}

/** Removes a run's folder: gone at once, by its name, whatever becomes of its files. */
export function removeRun(folder: string): void {
  const gone = join(dirname(folder), `${GONE}${basename(folder)}`);
  rmSync(gone, { recursive: true, force: true });
  renameSync(folder, gone);
  rmSync(gone, { recursive: true, force: true });
}

/** Removes what a gateway that was killed left of folders that it was removing. */
export function removeRemains(ofJob: string): void {
  for (const name of readdirSync(ofJob)) {
    if (name.startsWith(GONE)) rmSync(join(ofJob, name), { recursive: true, force: true });
  }
}
