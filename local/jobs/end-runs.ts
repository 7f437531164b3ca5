import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readWhole } from '../../images/gateway/src/jobs/local/durable-file';
import { isRunning, pidOf, signalGroup } from '../../images/gateway/src/jobs/local/process-identity';
import { RunFolder } from '../../images/gateway/src/jobs/local/run-folder';

/** Ends the runs that go on: they outlive the gateway, but not the service on one machine. */
export function endRuns(runner: string): void {
  const runs = path.join(runner, 'runs');
  if (!existsSync(runs)) return;
  for (const job of readdirSync(runs)) {
    for (const id of readdirSync(path.join(runs, job))) {
      const folder = new RunFolder(path.join(runs, job, id));
      const { attempt } = folder;
      if (attempt === 0) continue;
      const supervisor = folder.claim(attempt)?.supervisor;
      if (supervisor !== undefined && isRunning(supervisor)) signalGroup(pidOf(supervisor), 'SIGKILL');
      const luigi = readWhole<{ readonly process: string }>(folder.file(attempt, 'luigi'));
      if (luigi !== undefined && isRunning(luigi.process)) signalGroup(pidOf(luigi.process), 'SIGKILL');
    }
  }
}
