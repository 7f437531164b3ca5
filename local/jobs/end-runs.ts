import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readWhole, writeOnce } from '../../images/gateway/src/jobs/local/durable-file';
import { isRunning, pidOf, signalGroup } from '../../images/gateway/src/jobs/local/process-identity';
import { RunFolder } from '../../images/gateway/src/jobs/local/run-folder';

/** Ends the runs that go on: they outlive the gateway, but not the service on one machine. */
export function endRuns(runner: string): void {
  const runs = path.join(runner, 'runs');
  if (!existsSync(runs)) return;
  for (const { name: job } of readdirSync(runs, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    for (const id of readdirSync(path.join(runs, job))) {
      const folder = new RunFolder(path.join(runs, job, id));
      const { attempt } = folder;
      if (attempt === 0 || folder.end(attempt) !== undefined) continue;
      // Before it is looked for: a process that takes the run on from now on finds it stopped.
      writeOnce(folder.file(attempt, 'stop'), { by: 'the end of the service' });
      const luigi = readWhole<{ readonly process: string }>(folder.file(attempt, 'luigi'));
      // Begun and not yet written down: killed now, its supervisor would leave it behind. By itself, it looks whether it is to stop next.
      if (luigi === undefined) continue;
      const supervisor = folder.claim(attempt)?.supervisor;
      if (supervisor !== undefined && isRunning(supervisor)) signalGroup(pidOf(supervisor), 'SIGKILL');
      if (isRunning(luigi.process)) signalGroup(pidOf(luigi.process), 'SIGKILL');
    }
  }
}
