import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync } from 'node:fs';
import { addTask, removeLater, saved, start, stateFile, taskIds } from '../support/luigid-harness';

describe('a disk that refuses costs nothing but time', () => {
  test('a directory that is gone is reported, tried again, and recovered from', async () => {
    const luigid = await start();
    await saved(luigid);
    const elsewhere = `${luigid.stateDir}-away`;
    removeLater(elsewhere);
    renameSync(luigid.stateDir, elsewhere);

    await addTask(luigid, 'a');
    await luigid.process.waitForLog('state-not-saved', (line) => line['failures'] === 2);
    expect(await taskIds(luigid)).toContain('etl.Job_a');
    renameSync(elsewhere, luigid.stateDir);
    await luigid.process.waitForLog('state-saved-again');
    await luigid.kill();

    expect(luigid.process.events('state-not-saved')[0]).toMatchObject({ level: 'error', reason: expect.stringContaining('ENOENT') as string, retry_in_seconds: 1 });
    expect(await taskIds(await start({ stateDir: luigid.stateDir }))).toContain('etl.Job_a');
  });

  test('a write that fails half-way leaves the last good state as it was', async () => {
    const luigid = await start();
    await addTask(luigid, 'a');
    await saved(luigid);
    const good = readFileSync(stateFile(luigid.stateDir));
    execFileSync('prlimit', ['--pid', String(luigid.process.pid), `--fsize=${good.length}:`]);

    await addTask(luigid, 'big', { params: { noise: createHash('sha512').update('x').digest('hex').repeat(40), more: Array.from({ length: 500 }, (_, n) => n * 7919) } });
    const report = await luigid.process.waitForLog('state-not-saved');

    expect(report['reason']).toMatch(/EFBIG/);
    expect(readFileSync(stateFile(luigid.stateDir)).equals(good)).toBe(true);
    expect(readdirSync(luigid.stateDir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(await taskIds(luigid)).toContain('etl.Job_big');
    execFileSync('prlimit', ['--pid', String(luigid.process.pid), '--fsize=unlimited:']);
    await luigid.process.waitForLog('state-saved-again');
  });

  test('a call that could not be dumped is refused, so that it cannot stop all later dumps', async () => {
    const luigid = await start();
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

    await expect(addTask(luigid, 'deep', { params: { value: nested(500) } })).rejects.toThrow('luigid answered 500');
    await addTask(luigid, 'usual', { params: { value: nested(90) } });
    await saved(luigid);

    expect(luigid.process.events('state-not-saved')).toEqual([]);
    expect(await taskIds(luigid)).not.toContain('etl.Job_deep');
  });

  test('a stop that cannot save says so and ends in time, with code 1', async () => {
    const luigid = await start({ env: { LUIGID_STOP_SECONDS: '1.5' } });
    await saved(luigid);
    const elsewhere = `${luigid.stateDir}-away`;
    removeLater(elsewhere);
    renameSync(luigid.stateDir, elsewhere);
    await addTask(luigid, 'a');

    expect(await luigid.stop()).toEqual({ code: 1, signal: null });
    expect(luigid.process.events('stopped-unsaved')).toHaveLength(1);
  });
});
