import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../local/process-runner/wait-for';
import { addTask, newDirectory, saved, start, taskIds } from '../support/luigid-harness';

describe('what was answered is there again', () => {
  test('after SIGTERM: tasks, dependencies, workers, batchers, disabled workers, the pause and the amounts of resources', async () => {
    const first = await start({ env: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '300', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '300' } });
    await first.process.waitForLog('state-saved');
    await addTask(first, 'a', { deps: ['etl.Job_b'], priority: 7, expl: 'why', status: 'FAILED' });
    await addTask(first, 'b', { resources: { db: 2 } });
    await first.rpc('add_worker', { worker: 'worker-1', info: { host: 'h' } });
    await first.rpc('disable_worker', { worker: 'worker-2' });
    await first.rpc('update_resource', { resource: 'db', amount: 5 });
    await first.rpc('set_task_status_message', { task_id: 'etl.Job_b', status_message: 'half' });
    await first.rpc('pause');
    const graph = await first.rpc('dep_graph', { task_id: 'etl.Job_a' });
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    const second = await start({ stateDir: first.stateDir });

    expect(await second.rpc('dep_graph', { task_id: 'etl.Job_a' })).toEqual(graph);
    expect(await second.rpc('fetch_error', { task_id: 'etl.Job_a' })).toMatchObject({ error: 'why', taskFamily: 'etl.Job' });
    expect(await second.rpc('is_paused')).toEqual({ paused: true });
    expect(await second.rpc('resource_list')).toMatchObject([{ name: 'db', num_total: 5 }]);
    expect(await second.rpc('worker_list')).toEqual(expect.arrayContaining([
      expect.objectContaining({ name: 'worker-1', host: 'h', state: 'active' }),
      expect.objectContaining({ name: 'worker-2', state: 'disabled' }),
    ]));
  });

  test('after kill -9: all that is older than one dump interval', async () => {
    const first = await start();
    await addTask(first, 'a');
    await addTask(first, 'b');
    await saved(first);
    await first.kill();

    const second = await start({ stateDir: first.stateDir });

    expect(await taskIds(second)).toEqual(expect.arrayContaining(['etl.Job_a', 'etl.Job_b']));
  });

  test('after kill -9 in the middle of many dumps: a whole state, over and over', async () => {
    const stateDir = newDirectory();
    for (let round = 0; round < 4; round += 1) {
      const luigid = await start({ stateDir });
      expect(luigid.process.events('state-corrupt')).toEqual([]);
      expect((await taskIds(luigid)).filter((id) => id.startsWith('etl.Job_sure'))).toHaveLength(round);
      await addTask(luigid, `sure${round}`);
      await saved(luigid);
      const calls = Array.from({ length: 50 * (round + 1) }, async (_, index) => addTask(luigid, `r${round}-${index}`).catch(() => undefined));
      await calls[round * 40];
      await luigid.kill();
      await Promise.all(calls);
    }
  });

  test('after SIGTERM while calls come in: no call that was answered is lost', async () => {
    const first = await start({ env: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '300', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '300' } });
    const answered: string[] = [];
    const calls = Array.from({ length: 200 }, async (_, index) => addTask(first, `n${index}`).then(() => answered.push(`etl.Job_n${index}`), () => undefined));
    await Promise.race(calls);
    expect((await first.stop()).code).toBe(0);
    await Promise.all(calls);

    const second = await start({ stateDir: first.stateDir });

    expect(answered.length).toBeGreaterThan(0);
    expect(await taskIds(second)).toEqual(expect.arrayContaining(answered));
  });

  test('after SIGTERM while callers go on over connections that stand: no call that was answered is lost', async () => {
    const first = await start({ env: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '300', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '300' } });
    const answered: string[] = [];
    const untilRefused = async (caller: number): Promise<void> => {
      for (let call = 0; ; call += 1) {
        await addTask(first, `${caller}_${call}`);
        answered.push(`etl.Job_${caller}_${call}`);
      }
    };
    const callers = [0, 1, 2, 3].map((caller) => expect(untilRefused(caller)).rejects.toThrow());
    await waitFor(() => answered.length >= 20, { what: 'calls are answered' });

    expect((await first.stop()).code).toBe(0);
    await Promise.all(callers);

    const second = await start({ stateDir: first.stateDir });
    expect(await taskIds(second)).toEqual(expect.arrayContaining(answered));
  });

  test('a task that was running is still running: its worker gets the time to call again', async () => {
    const config = join(newDirectory(), 'luigi.cfg');
    writeFileSync(config, '[scheduler]\nworker_disconnect_delay = 2\n');
    const env = { LUIGI_CONFIG_PATH: config };
    const first = await start({ env });
    await addTask(first, 'a');
    expect(await first.rpc('get_work', { worker: 'worker-1', host: 'h' })).toMatchObject({ task_id: 'etl.Job_a' });
    await first.stop();
    const stopped = Date.now();
    const away = new Promise((done) => { setTimeout(done, 2_100); }); // longer than the delay: this is the condition under test
    await away;
    expect(Date.now() - stopped).toBeGreaterThan(2_000);

    const second = await start({ stateDir: first.stateDir, env });

    expect(await second.rpc('task_list', { status: 'RUNNING' })).toHaveProperty(['etl.Job_a']);
  });
});
