import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { addTask, allSaved, saved, start, stateFile } from '../support/luigid-harness';
import { inPython } from '../support/luigid-python';

describe('dumps come when something changed, and only then', () => {
  test('a worker that polls without finding work, and people who look, change nothing', async () => {
    const changesAfter = async (rounds: number): Promise<unknown> => {
      const luigid = await start();
      await addTask(luigid, 'done', { status: 'DONE' });
      await addTask(luigid, 'waits', { deps: ['etl.Job_missing'] });
      for (let round = 0; round < rounds; round += 1) {
        await luigid.rpc('get_work', { worker: 'worker-1', host: 'h', assistant: true, current_tasks: [] });
        await luigid.rpc('ping', { worker: 'worker-1' });
        await luigid.rpc('count_pending', { worker: 'worker-1' });
        await luigid.rpc('get_scheduler_message_response', { task_id: 'etl.Job_done', message_id: 'none' });
        for (const view of ['task_list', 'graph', 'worker_list', 'resource_list', 'is_paused', 'prune']) await luigid.rpc(view);
      }
      await luigid.stop();
      return luigid.process.events('stopped')[0]?.['changes'];
    };

    const [once, often] = await Promise.all([changesAfter(1), changesAfter(50)]);

    expect(once).toBeGreaterThan(0);
    expect(often).toBe(once);
  });

  test('no dump comes while nothing changes', async () => {
    const luigid = await start();
    await saved(luigid);
    await allSaved(luigid);
    const { mtimeMs, ino } = statSync(stateFile(luigid.stateDir));

    // 0.2 s is the longest interval: a second of looking has room for five dumps.
    for (const end = Date.now() + 1_000; Date.now() < end;) await luigid.rpc('task_list');

    expect(statSync(stateFile(luigid.stateDir))).toMatchObject({ mtimeMs, ino });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['add_task', { worker: 'w', task_id: 'etl.Job_b', family: 'etl.Job' }],
    ['get_work', { worker: 'worker-1', host: 'h' }],
    ['ping', { worker: 'new-worker' }],
    ['pause', {}],
    ['update_resource', { resource: 'db', amount: 1 }],
    ['set_task_progress_percentage', { task_id: 'etl.Job_a', progress_percentage: 5 }],
    ['mark_as_done', { task_id: 'etl.Job_a' }],
    ['disable_worker', { worker: 'worker-1' }],
    ['set_worker_processes', { worker: 'worker-1', n: 2 }],
  ])('%s is dumped without anything else happening', async (method, args) => {
    const luigid = await start();
    await addTask(luigid, 'a');
    await saved(luigid);
    await allSaved(luigid);
    const before = statSync(stateFile(luigid.stateDir)).ino;
    const dumps = luigid.process.events('state-saved').length;

    await luigid.rpc(method, args);

    await luigid.process.waitForLog('state-saved', (line) => luigid.process.events('state-saved').indexOf(line) >= dumps);
    expect(statSync(stateFile(luigid.stateDir)).ino).not.toBe(before);
  });

  test.each([
    ['that cost nothing', 0, 0, 1], ['that kept the machine busy for 50 ms', 0, 0.05, 5], ['of 3 MB', 3_000_000, 0, 3], ['of 3 MB that cost 50 ms', 3_000_000, 0.05, 5],
    ['that cost a minute', 0, 60, 20],
  ])('after a dump %s the next one comes so late that dumps cost 1 % of the time at most, within limits', async (_what, size, cost, seconds) => {
    const told = await inPython(`
import sys
from luigid.dump import DumpResult
from luigid.dumper import Pace

print(Pace(1.0, 20.0, 1_000_000).interval_after(DumpResult(saved=True, size=int(sys.argv[1]), cost=float(sys.argv[2]))))
`, `${size}`, `${cost}`);
    expect(told).toBeCloseTo(seconds);
  });

  test('the interval grows with the bytes written, up to its limit', async () => {
    const luigid = await start({ env: { LUIGID_DUMP_BYTES_PER_SECOND: '1024', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '50' } });

    const first = await luigid.process.waitForLog('state-saved');
    await addTask(luigid, 'a', { params: { noise: Array.from({ length: 5000 }, (_, n) => createHash('md5').update(String(n)).digest('hex')) } });
    const second = await luigid.process.waitForLog('state-saved', (line) => (line['bytes'] as number) > 50 * 1024);

    expect(first['next_after_seconds']).toBeLessThan(50);
    expect(second['next_after_seconds']).toBe(50);
  });

  test('how long the disk has been behind is told: nothing at first, then since the first change that it lacks, until a dump has it', async () => {
    const told = await inPython(`
import json
from luigid import dumper
from luigid.changes import Changes
from luigid.dump import DumpResult

class Loop:
    now = 0.0
    def time(self): return self.now
    def call_at(self, *_): return self
    def call_later(self, *_): return self
    def cancel(self): pass

dumps = []
dumper.ForkedDump = lambda save, done, loop: dumps.append(done)
dumper.log_event = lambda *_, **__: None
loop, changes = Loop(), Changes()
one = dumper.Dumper(lambda: 1, changes, dumper.Pace(1.0, 300.0, 1_000_000), loop, lambda _: None)
told = []

def at(seconds, *steps):
    loop.now = seconds
    for step in steps: step()
    told.append(one.seconds_behind())

at(0)
at(10, changes.mark)
at(20, changes.mark)
at(30, one._start)
at(31, lambda: dumps.pop()(DumpResult(saved=False, reason="EIO")))
at(40, one._start)
at(45, changes.mark)
at(50, lambda: dumps.pop()(DumpResult(saved=True, size=1)))
at(60, one._start)
at(61, lambda: dumps.pop()(DumpResult(saved=True, size=1)))
at(100)
print(json.dumps(told))
`);

    expect(told).toEqual([0, 0, 10, 20, 21, 30, 35, 10, 20, 0, 0]);
  });

  test('it stands in a line of the log, at once and every minute', async () => {
    const luigid = await start();

    expect(await luigid.process.waitForLog('health')).toMatchObject({ level: 'info', generation: 1, unsaved_seconds: expect.any(Number) as unknown });
  });
});
