import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../local/process-runner/wait-for';
import { Luigid } from '../support/luigid';
import { addTask, directoryWithState, saved, start, startWithoutWaiting, stateFile, taskIds } from '../support/luigid-harness';

/** Paths of the files that a process has open. */
function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((file) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${file}`);
    } catch {
      return []; // Closed since it was listed
    }
  });
}

describe('one writer', () => {
  test('a luigid that hung and comes back cannot write over its successor, and stops with code 3', async () => {
    const old = await start();
    await addTask(old, 'a');
    await saved(old);
    old.process.signal('SIGSTOP');
    const successor = await start({ stateDir: old.stateDir, env: { LUIGID_TAKEOVER_SECONDS: '0.3' } });
    expect(successor.process.events('predecessor-passed-by')).toHaveLength(1);
    expect(await taskIds(successor)).toContain('etl.Job_a');
    await addTask(successor, 'new');
    await saved(successor);
    const before = readFileSync(stateFile(old.stateDir));

    old.process.signal('SIGCONT');
    await addTask(old, 'late');

    expect(await old.process.ended).toEqual({ code: 3, signal: null });
    expect(old.process.events('superseded')).toMatchObject([{ generation: 1, by: 2 }]);
    expect(readFileSync(stateFile(old.stateDir)).equals(before)).toBe(true);
    await successor.kill();
    const third = await start({ stateDir: old.stateDir });
    expect(await taskIds(third)).toEqual(['etl.Job_a', 'etl.Job_marker', 'etl.Job_new']);
  });

  test('a start waits for the last dump of a luigid that is stopping', async () => {
    const old = await start({ env: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '300', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '300' } });
    await old.process.waitForLog('state-saved');
    await addTask(old, 'last');

    old.process.signal('SIGSTOP');
    const successor = startWithoutWaiting({ stateDir: old.stateDir });
    await waitFor(() => openFiles(successor.pid).includes(join(old.stateDir, 'alive.lock')), { what: 'the successor has come to the lock' });
    old.process.signal('SIGCONT');
    const ended = old.stop();
    const { port } = await successor.waitForLog('listening');

    expect(await ended).toEqual({ code: 0, signal: null });
    expect(successor.events('predecessor-passed-by')).toEqual([]);
    expect(await taskIds(new Luigid(successor, port as number))).toEqual(['etl.Job_last']);
  });

  test('every start takes a higher generation, also when the number was lost', async () => {
    const stateDir = await directoryWithState();
    writeFileSync(join(stateDir, 'generation'), 'not a number');

    const luigid = await start({ stateDir });

    expect(luigid.process.events('listening')).toMatchObject([{ generation: 2 }]);
    expect(await taskIds(luigid)).toEqual(['etl.Job_a']);
  });
});
