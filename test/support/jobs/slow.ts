import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '../../../local/service';

/** Makes each step of the sample pipeline's jobs take so many seconds longer, from the next run on. */
export function slowJobs({ folder }: Pick<Service, 'folder'>, seconds: number): void {
  for (const job of ['daily-report', 'shop-report']) {
    const file = path.join(folder, 'runner/commands', `${job}.json`);
    const command = JSON.parse(readFileSync(file, 'utf8')) as { environment: Record<string, string> };
    command.environment.DAILY_REPORT_PACE = String(seconds);
    writeFileSync(file, JSON.stringify(command));
  }
}
