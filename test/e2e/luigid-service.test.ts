import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTask, newDirectory, start } from '../support/luigid-harness';

describe('luigi as a service wants it', () => {
  test('records task history in the database that is named, and its pages show it', async () => {
    const database = join(newDirectory(), 'history.db');
    const luigid = await start({ env: { LUIGID_TASK_HISTORY_URL: `sqlite:///${database}` } });
    await addTask(luigid, 'a');
    expect(await luigid.rpc('get_work', { worker: 'worker-1', host: 'h' })).toMatchObject({ task_id: 'etl.Job_a' });
    await addTask(luigid, 'a', { status: 'DONE' });

    for (const page of ['/history', '/history/by_name/etl.Job', '/history/by_id/1', '/history/by_task_id/etl.Job_a', '/tasklist', '/tasklist/etl.Job',
      '/history/by_params/etl.Job?data=%7B%22name%22%3A%22a%22%7D']) {
      const answer = await fetch(luigid.url + page);
      expect([page, answer.status]).toEqual([page, 200]);
      expect(await answer.text()).toContain('etl.Job');
    }
    expect(await luigid.rpc('has_task_history')).toBe(true);
    await luigid.stop();
    const again = await start({ stateDir: luigid.stateDir, env: { LUIGID_TASK_HISTORY_URL: `sqlite:///${database}` } });
    expect(await (await fetch(`${again.url}/history`)).text()).toContain('etl.Job');
  });

  test('counts in /metrics, and a task that is disabled before it ran does not break the scheduler', async () => {
    const luigid = await start();
    await addTask(luigid, 'a', { status: 'DISABLED' });
    await addTask(luigid, 'b', { status: 'FAILED' });
    await luigid.rpc('prune');

    const metrics = await (await fetch(`${luigid.url}/metrics`)).text();

    expect(metrics).toMatch(/luigi_task_failed_total\{family="etl\.Job"\} 1/);
    expect(await luigid.rpc('task_list', { status: 'FAILED' })).toHaveProperty(['etl.Job_b']);
  });

  test('takes scheduler options from the file that LUIGI_CONFIG_PATH names', async () => {
    const config = join(newDirectory(), 'luigi.cfg');
    writeFileSync(config, '[scheduler]\npause_enabled = false\nrecord_task_history = true\nbatch_emails = true\n[resources]\ndb = 3\n');

    const luigid = await start({ env: { LUIGI_CONFIG_PATH: config } });

    expect(await luigid.rpc('is_pause_enabled')).toEqual({ enabled: false });
    expect(await luigid.rpc('has_task_history')).toBe(false);
    expect(await luigid.rpc('resource_list')).toMatchObject([{ name: 'db', num_total: 3 }]);
  });

  test('is to be reached by the loopback address only', async () => {
    const luigid = await start();
    expect(await luigid.rpc('is_paused')).toEqual({ paused: false });
    // Also this machine's own, but another address: a luigid that listened on all of them would answer
    await expect(fetch(`http://127.0.0.2:${luigid.port}/`, { method: 'HEAD' })).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('logs a failing call as one line without its parameters', async () => {
    const luigid = await start();

    expect((await fetch(`${luigid.url}/api/add_task?data=${encodeURIComponent('{"secret-parameter": [')}`)).status).toBe(500);

    await luigid.process.waitForLog('request-refused', (line) => line['status'] === 500 && line['path'] === '/api/add_task');
    expect(JSON.stringify(luigid.logs)).not.toContain('secret-parameter');
    expect(luigid.logs.filter((line) => line.text !== undefined)).toEqual([]);
  });
});
