import path from 'node:path';
import type { Layout } from '../programs';
import { PROJECT } from '../setup/paths';

/**
 * All that an unmodified `luigi` needs to work on the sample pipeline through the service's worker lane.
 * @param folder raw files and results
 * @param pace seconds that each step takes longer, so that a person can watch
 */
export function pipelineEnvironment(layout: Layout, folder: string, pace = 0): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    PYTHONPATH: path.join(PROJECT, 'local/sample-pipeline'),
    PYTHONDONTWRITEBYTECODE: '1',
    // luigi warns of settings in [core] that it reads itself a moment later.
    PYTHONWARNINGS: 'ignore::UserWarning',
    LUIGI_CONFIG_PATH: path.join(PROJECT, 'local/sample-pipeline/luigi.cfg'),
    LUIGI_SCHEDULER_URL: `https://${layout.workerCredential}@127.0.0.1:${layout.ports.worker}`,
    REQUESTS_CA_BUNDLE: path.join(layout.folder, 'lighttpd', 'cert.pem'),
    DAILY_REPORT_FOLDER: folder,
    DAILY_REPORT_PACE: String(pace),
    DAILY_REPORT_SERVICE_URL: layout.frontUrl,
  };
}
