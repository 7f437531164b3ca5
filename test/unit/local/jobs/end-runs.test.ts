import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { writeOnce } from '../../../../images/gateway/src/jobs/local/durable-file';
import { identityOf } from '../../../../images/gateway/src/jobs/local/process-identity';
import { RunFolder } from '../../../../images/gateway/src/jobs/local/run-folder';
import { endRuns } from '../../../../local/jobs/end-runs';
import { waitFor } from '../../../../local/process-runner/wait-for';
import { aStart, LocalRuns, runs } from '../../../support/jobs/local-runs';

describe('the end of the service', () => {
  let local: LocalRuns;
  beforeEach(() => { local = new LocalRuns(); });
  afterEach(() => local.remove());

  test('ends a run with all that it started, and says who stopped it', async () => {
    local.does('sleep 60 & echo "child $!"; wait');
    const runner = local.runner();
    await runner.start(aStart('a'));
    const child = await waitFor(() => /child (\d+)/.exec(log(local))?.[1], { what: 'its child is there' });
    endRuns(local.folder);
    expect(await local.reaches(runner, 'a', 'stopped')).toMatchObject({ cause: expect.stringMatching(/its process ended without a word|the end of the service/) });
    await waitFor(() => !runs(Number(child)) || undefined, { what: 'its child has ended' });
  });

  test('leaves a supervisor alone whose luigi is not on record yet: it finds by itself that it is to stop', async () => {
    const supervisor = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const pid = supervisor.pid as number;
    const folder = new RunFolder(path.join(local.folder, 'runs', 'report', 'a'));
    folder.order(1, { file: '/bin/true', args: [], directory: '/', environment: {}, timeoutSeconds: 60 });
    writeOnce(folder.file(1, 'claim'), { supervisor: identityOf(pid) });
    const ended = new Promise((resolve) => { supervisor.once('exit', (_, signal) => resolve(signal)); });
    endRuns(local.folder);
    expect(folder.stopAsked(1)).toEqual({ by: 'the end of the service' });
    // Had it been killed, this would come too late
    supervisor.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
  });

  test('of twenty runs that have only just begun none is left', async () => {
    local.does('sleep 60');
    const runner = local.runner();
    await Promise.all(Array.from({ length: 20 }, (_, index) => runner.start(aStart(`r${index}`))));
    await waitFor(() => new RunFolder(local.of('r10')).claim() ?? undefined, { what: 'some have begun', everyMs: 1 });
    endRuns(local.folder);
    for (let index = 0; index < 20; index += 1) await local.reaches(runner, `r${index}`, 'stopped');
  });
});

function log(local: LocalRuns): string {
  try {
    return readFileSync(new RunFolder(local.of('a')).log, 'utf8');
  } catch {
    return '';
  }
}
