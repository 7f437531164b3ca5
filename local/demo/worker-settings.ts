import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '../service';

/**
 * Writes what an unmodified `luigi` needs to work through the service's worker lane: `luigi.cfg`, and `worker.env` for a shell to read.
 * Both hold for this run of the service: the credential, the ports and the certificate are new each time.
 * @returns path of `worker.env`
 */
export function writeWorkerSettings(service: Pick<Service, 'folder' | 'schedulerUrl' | 'workerCertificate'>): string {
  const configuration = path.join(service.folder, 'luigi.cfg');
  const environment = path.join(service.folder, 'worker.env');
  writeFileSync(configuration, CONFIGURATION.replace('SCHEDULER_URL', service.schedulerUrl), { mode: 0o600 });
  writeFileSync(environment, [
    `export LUIGI_CONFIG_PATH=${quoted(configuration)}`,
    `export REQUESTS_CA_BUNDLE=${quoted(service.workerCertificate)}`,
    '',
  ].join('\n'), { mode: 0o600 });
  return environment;
}

/** As a POSIX shell takes it for one word, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const CONFIGURATION = `[core]
# https://user:password@host:port of the worker lane.
scheduler_url = SCHEDULER_URL
# Waits out a restart of the scheduler: 30 tries, 1 s apart.
rpc-retry-attempts = 30
rpc-retry-wait = 1

# Without these, luigi ends with 0 although tasks failed.
[retcode]
already_running = 10
missing_data = 20
not_run = 25
task_failed = 30
scheduling_error = 35
unhandled_exception = 40
`;
