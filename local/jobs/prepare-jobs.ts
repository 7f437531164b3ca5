import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobCommand } from '../../images/gateway/src/jobs/local/job-command';
import type { Layout } from '../programs';
import { pipelineEnvironment } from '../sample-pipeline/environment';
import { PROJECT } from '../setup/paths';

/** Where jobs are described, within the service's folder. */
export const JOB_DOCUMENTS = 'jobs';
/** Holds `commands` (how jobs are run) and `runs`, within the service's folder. */
export const JOB_RUNNER = 'runner';

/** Families by job: what each of the demo's jobs runs. */
const FAMILIES = { 'daily-report': 'report.DailyReport', 'shop-report': 'report.ShopReport' } as const;

/**
 * Describes the jobs of the sample pipeline, and how this machine runs them. The commands hold the worker credential: for their owner only.
 * @param documents folder with documents of jobs; they are copied, so that they can be changed while the service runs
 */
export function prepareJobs(layout: Layout, documents: string = path.join(PROJECT, 'local/jobs/documents')): void {
  cpSync(documents, path.join(layout.folder, JOB_DOCUMENTS), { recursive: true });
  const commands = path.join(layout.folder, JOB_RUNNER, 'commands');
  const pipeline = path.join(layout.folder, 'pipeline');
  for (const folder of [commands, pipeline]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [job, family] of Object.entries(FAMILIES)) {
    const command: JobCommand = {
      luigi: path.join(layout.venv, 'bin/luigi'), module: 'daily_report.report', family, directory: pipeline, workers: 2, timeoutSeconds: 900,
      environment: pipelineEnvironment(layout, pipeline, 0.2),
    };
    writeFileSync(path.join(commands, `${job}.json`), JSON.stringify(command, null, 2), { mode: 0o600 });
  }
}
