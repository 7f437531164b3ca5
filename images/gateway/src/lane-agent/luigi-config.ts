import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LUIGI_EXIT_CODES } from '../../../../lib/contract/luigi-exit-codes';
import { workerOf, type RunOfJob } from '../../../../lib/contract/run-worker';
import { PATIENCE } from './patience';

/** Name of the file, in the agent's folder. */
export const CONFIG_FILE = 'luigi.cfg';

/**
 * What Luigi reads beside what the image has, and after it: the scheduler at the agent, the worker's id, patience, and exit codes without
 * which a failed pipeline ends with 0. Names with underscores: those with hyphens make Luigi complain.
 */
export function luigiConfig(run: RunOfJob, port: number): string {
  return `# Written by the lane agent of the run. Read after /etc/luigi/luigi.cfg and ./luigi.cfg, so that it wins over them.
[core]
default_scheduler_url=http://127.0.0.1:${port}
rpc_connect_timeout=${PATIENCE.callSeconds}
rpc_retry_attempts=${PATIENCE.attempts}
rpc_retry_wait=${PATIENCE.waitSeconds}

[worker]
id=${workerOf(run)}
ping_interval=10

[retcode]
${Object.entries(LUIGI_EXIT_CODES).map(([occasion, code]) => `${occasion.replaceAll('-', '_')}=${code}\n`).join('')}`;
}

/** Writes the file as a whole: whoever reads it sees all of it, or none. */
export async function writeLuigiConfig(folder: string, text: string): Promise<void> {
  const temporary = join(folder, `.${CONFIG_FILE}.${process.pid}`);
  await writeFile(temporary, text, { mode: 0o644 });
  // Whatever the umask: the job's container has a user of its own.
  await chmod(temporary, 0o644);
  await rename(temporary, join(folder, CONFIG_FILE));
}
