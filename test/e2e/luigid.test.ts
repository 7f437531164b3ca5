import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { type Luigid, type LuigidOptions, type LuigidProcess, spawnLuigid, startLuigid } from '../support/luigid';

jest.setTimeout(60_000);

const QUICK = { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '0.05', LUIGID_DUMP_BYTES_PER_SECOND: '1000000000', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '0.2' };
const running: LuigidProcess[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (one) => one.kill()));
  directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true, force: true }));
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'luigid-'));
  directories.push(directory);
  return directory;
}

async function start(options: LuigidOptions = {}): Promise<Luigid> {
  const luigid = await startLuigid({ stateDir: newDirectory(), ...options, env: { ...QUICK, ...options.env } });
  running.push(luigid.process);
  return luigid;
}

async function addTask(luigid: Luigid, name: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await luigid.rpc('add_task', { worker: 'worker-1', task_id: `etl.Job_${name}`, family: 'etl.Job', params: { name }, ...more });
}

async function taskIds(luigid: Luigid): Promise<string[]> {
  return Object.keys((await luigid.rpc('task_list')) as object).sort();
}

/**
 * Waits until the disk has all that luigid has answered so far. The first dump that ends may have begun earlier, the one after it has not:
 * there is never more than one at a time.
 */
async function saved(luigid: Luigid): Promise<void> {
  for (let dump = 0; dump < 2; dump += 1) {
    const before = luigid.process.events('state-saved').length;
    await addTask(luigid, 'marker');
    await luigid.process.waitForLog('state-saved', (line) => luigid.process.events('state-saved').indexOf(line) >= before);
  }
}

/** Waits until no dump is due: the latest one has every change. */
async function allSaved(luigid: Luigid): Promise<void> {
  await luigid.process.waitForLog('state-saved', (line) => line === luigid.process.events('state-saved').at(-1) && line['changes'] === line['version']);
}

function stateFile(directory: string): string {
  const names = readdirSync(directory).filter((name) => /^state\.\d+$/.test(name));
  expect(names).toHaveLength(1);
  return join(directory, names[0] as string);
}

/** A state file whose checksum is right, around a pickle of one's own. */
function stateAround(pickle: string | Buffer): Buffer {
  const body = deflateSync(pickle);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`luigid-state 1 ${JSON.stringify({ sha256 })}\n`), body]);
}

/** A state directory that a luigid has left with one task in it. */
async function directoryWithState(): Promise<string> {
  const luigid = await start();
  await addTask(luigid, 'a');
  expect(await luigid.stop()).toEqual({ code: 0, signal: null });
  return luigid.stateDir;
}

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

describe('what cannot be read is kept, reported, and never run', () => {
  test.each<[string, (good: Buffer) => Buffer, RegExp]>([
    ['empty', () => Buffer.alloc(0), /does not begin like a state file/],
    ['cut in its first line', (good) => good.subarray(0, 40), /does not begin like a state file/],
    ['cut short', (good) => good.subarray(0, good.length - 1), /checksum/],
    ['changed in one bit', (good) => { const bad = Buffer.from(good); bad.writeUInt8(bad.readUInt8(bad.length - 5) ^ 1, bad.length - 5); return bad; }, /checksum/],
    ['a pickle of a stock luigid', () => Buffer.from('\x80\x04}\x94}\x94}\x94\x87\x94.', 'latin1'), /does not begin like a state file/],
    ['a header that is no JSON', () => Buffer.from('luigid-state 1 [\n'), /first line/],
    ['not compressed', () => {
      const sha256 = createHash('sha256').update('not compressed').digest('hex');
      return Buffer.from(`luigid-state 1 {"sha256":"${sha256}"}\nnot compressed`);
    }, /cannot be read/],
    ['a pickle of something else', () => stateAround('(lp0\n.'), /something other than a state/],
  ])('a state that is %s is set aside under a dated name, and the scheduler starts empty', async (_name, spoil, reason) => {
    const stateDir = await directoryWithState();
    const path = stateFile(stateDir);
    const spoilt = spoil(readFileSync(path));
    writeFileSync(path, spoilt);

    const luigid = await start({ stateDir });

    const [report] = luigid.process.events('state-corrupt');
    expect(report).toMatchObject({ level: 'error', reason: expect.stringMatching(reason) as string });
    expect(report?.['kept_as']).toMatch(/\/state\.corrupt-\d{8}T\d{6}Z-g2$/);
    expect(readFileSync(report?.['kept_as'] as string).equals(spoilt)).toBe(true);
    expect(await taskIds(luigid)).toEqual([]);
  });

  test.each<[string, (proof: string) => string]>([
    ['os.system', (proof) => `cos\nsystem\n(S'touch ${proof}'\ntR.`],
    ['builtins.eval', (proof) => `cbuiltins\neval\n(S'open("${proof}", "w")'\ntR.`],
    ['a module inside an allowed one', (proof) => `\x80\x04\x8c\x0fluigi.scheduler\x8c\x09os.system\x93\x8c${String.fromCharCode(proof.length + 6)}touch ${proof}\x85R.`],
    ['copyreg with an allowed class', (proof) => `ccopyreg\n_reconstructor\n(cposix\nsystem\nS'touch ${proof}'\nNtR.`],
  ])('a pickle that calls %s is refused without running anything', async (_name, pickle) => {
    const stateDir = await directoryWithState();
    const proof = join(newDirectory(), 'ran');
    writeFileSync(stateFile(stateDir), stateAround(Buffer.from(pickle(proof), 'latin1')));

    const luigid = await start({ stateDir });

    expect(luigid.process.events('state-corrupt')).toHaveLength(1);
    expect(luigid.process.events('state-corrupt')[0]?.['reason']).toMatch(/is no part of a state/);
    expect(existsSync(proof)).toBe(false);
    expect(await taskIds(luigid)).toEqual([]);
  });

  test('once set aside it does not come back, even if the next luigid dies at once', async () => {
    const stateDir = await directoryWithState();
    writeFileSync(stateFile(stateDir), 'spoilt');
    const second = await start({ stateDir });
    await second.process.waitForLog('state-saved');
    await second.kill();

    const third = await start({ stateDir });

    expect(third.process.events('state-corrupt')).toEqual([]);
    expect(await taskIds(third)).toEqual([]);
    expect(readdirSync(stateDir).filter((name) => name.startsWith('state.corrupt-'))).toHaveLength(1);
  });
});

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

    const starting = start({ stateDir: old.stateDir });
    const ended = old.stop();
    const successor = await starting;

    expect(await ended).toEqual({ code: 0, signal: null });
    expect(successor.process.events('predecessor-passed-by')).toEqual([]);
    expect(await taskIds(successor)).toEqual(['etl.Job_last']);
  });

  test('every start takes a higher generation, also when the number was lost', async () => {
    const stateDir = await directoryWithState();
    writeFileSync(join(stateDir, 'generation'), 'not a number');

    const luigid = await start({ stateDir });

    expect(luigid.process.events('listening')).toMatchObject([{ generation: 2 }]);
    expect(await taskIds(luigid)).toEqual(['etl.Job_a']);
  });
});

describe('a disk that refuses costs nothing but time', () => {
  test('a directory that is gone is reported, tried again, and recovered from', async () => {
    const luigid = await start();
    await saved(luigid);
    const elsewhere = `${luigid.stateDir}-away`;
    directories.push(elsewhere);
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

  test('a stop that cannot save says so and ends in time, with code 1', async () => {
    const luigid = await start({ env: { LUIGID_STOP_SECONDS: '1.5' } });
    await saved(luigid);
    const elsewhere = `${luigid.stateDir}-away`;
    directories.push(elsewhere);
    renameSync(luigid.stateDir, elsewhere);
    await addTask(luigid, 'a');

    expect(await luigid.stop()).toEqual({ code: 1, signal: null });
    expect(luigid.process.events('stopped-unsaved')).toHaveLength(1);
  });
});

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

  test('the interval grows with the bytes written, up to its limit', async () => {
    const luigid = await start({ env: { LUIGID_DUMP_BYTES_PER_SECOND: '1024', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '2' } });

    const first = await luigid.process.waitForLog('state-saved');
    await addTask(luigid, 'a', { params: { noise: Array.from({ length: 3000 }, (_, n) => createHash('md5').update(String(n)).digest('hex')) } });
    const second = await luigid.process.waitForLog('state-saved', (line) => (line['bytes'] as number) > 10_000);

    expect(first['next_after_seconds']).toBeLessThan(2);
    expect(second['next_after_seconds']).toBe(2);
  });
});

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

  test('logs a failing call as one line without its parameters', async () => {
    const luigid = await start();

    expect((await fetch(`${luigid.url}/api/add_task?data=${encodeURIComponent('{"secret-parameter": [')}`)).status).toBe(500);

    await luigid.process.waitForLog('request-refused', (line) => line['status'] === 500 && line['path'] === '/api/add_task');
    expect(JSON.stringify(luigid.logs)).not.toContain('secret-parameter');
    expect(luigid.logs.filter((line) => line.text !== undefined)).toEqual([]);
  });
});

describe('a wrong setting ends it with code 2 and one line that says which, what and how', () => {
  const missing = '/nonexistent/dir';
  test.each<[Record<string, string>, RegExp | string]>([
    [{ LUIGID_PORT: 'abc' }, 'luigid: LUIGID_PORT: got "abc", expected an integer from 0 to 65535'],
    [{ LUIGID_PORT: '65536' }, 'luigid: LUIGID_PORT: got "65536", expected an integer from 0 to 65535'],
    [{ LUIGID_PORT: '80\n82' }, 'luigid: LUIGID_PORT: got "80\\n82", expected an integer from 0 to 65535'],
    [{ LUIGID_ADDRESS: '0.0.0.0' }, 'luigid: LUIGID_ADDRESS: got "0.0.0.0", expected a loopback address such as 127.0.0.1 or ::1, since luigid has no login'],
    [{ LUIGID_ADDRESS: 'localhost' }, 'luigid: LUIGID_ADDRESS: got "localhost", expected a loopback address such as 127.0.0.1 or ::1, since luigid has no login'],
    [{ LUIGID_STATE_DIR: missing }, /^luigid: LUIGID_STATE_DIR: got "\/nonexistent\/dir", expected the absolute path of a directory that user \d+ can write to$/],
    [{ LUIGID_STATE_DIR: 'here' }, /^luigid: LUIGID_STATE_DIR: got "here", expected the absolute path of a directory that user \d+ can write to$/],
    [{ LUIGID_DUMP_MIN_INTERVAL_SECONDS: '0' }, 'luigid: LUIGID_DUMP_MIN_INTERVAL_SECONDS: got "0", expected a number of seconds from 0.05 to 3600'],
    [{ LUIGID_DUMP_MIN_INTERVAL_SECONDS: 'nan' }, 'luigid: LUIGID_DUMP_MIN_INTERVAL_SECONDS: got "nan", expected a number of seconds from 0.05 to 3600'],
    [{ LUIGID_DUMP_MIN_INTERVAL_SECONDS: '5', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '4' },
      'luigid: LUIGID_DUMP_MAX_INTERVAL_SECONDS: got "4", expected a number of seconds from 5 to 86400'],
    [{ LUIGID_DUMP_BYTES_PER_SECOND: '1' }, 'luigid: LUIGID_DUMP_BYTES_PER_SECOND: got "1", expected an integer from 1024 to 1000000000'],
    [{ LUIGID_TAKEOVER_SECONDS: '-1' }, 'luigid: LUIGID_TAKEOVER_SECONDS: got "-1", expected a number of seconds from 0 to 300'],
    [{ LUIGID_STOP_SECONDS: '0' }, 'luigid: LUIGID_STOP_SECONDS: got "0", expected a number of seconds from 1 to 110'],
    [{ LUIGID_LOG_LEVEL: 'loud' }, 'luigid: LUIGID_LOG_LEVEL: got "loud", expected one of debug, info, warning, error'],
    [{ LUIGI_CONFIG_PATH: missing }, 'luigid: LUIGI_CONFIG_PATH: got "/nonexistent/dir", expected a readable configuration file of luigi'],
    [{ LUIGID_TASK_HISTORY_URL: 'mysql://u:pa55word@h/d' }, /^luigid: LUIGID_TASK_HISTORY_URL: got the scheme "mysql", expected sqlite:.* or postgresql:.*$/],
    [{ LUIGID_TASK_HISTORY_URL: 'sqlite:///relative.db' }, /^luigid: LUIGID_TASK_HISTORY_URL: got a sqlite address without an absolute path, expected .*$/],
    [{ LUIGID_TASK_HISTORY_URL: 'postgresql://u:pa55word@127.0.0.1:1/d?sslmode=disable' },
      /^luigid: LUIGID_TASK_HISTORY_URL: got a database that answers with \w+ \(.*\), expected a database that can be reached and written to$/],
  ])('%j', async (env, expected) => {
    const luigid = spawnLuigid({ stateDir: newDirectory(), env });

    expect(await luigid.ended).toEqual({ code: 2, signal: null });

    expect(luigid.logs).toHaveLength(1);
    expect(luigid.logs[0]?.text).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect(luigid.logs[0]?.text).not.toContain('pa55word');
  });

  test.each<[string, RegExp]>([
    ['[scheduler]\nretry_delay = soon\n', /^luigid: LUIGI_CONFIG_PATH: got a configuration that luigi refuses \(ValueError: .*retry_delay.*\), expected one that luigi can read$/],
    ['no section\n', /^luigid: LUIGI_CONFIG_PATH: got a configuration that luigi refuses \(MissingSectionHeaderError: .*\), expected one that luigi can read$/],
  ])('a configuration of luigi with %j', async (content, expected) => {
    const config = join(newDirectory(), 'luigi.cfg');
    writeFileSync(config, content);
    const luigid = spawnLuigid({ stateDir: newDirectory(), env: { LUIGI_CONFIG_PATH: config } });

    expect(await luigid.ended).toEqual({ code: 2, signal: null });

    expect(luigid.logs).toEqual([{ text: expect.stringMatching(expected) as string }]);
  });

  test('a port that is taken, without touching the state of the luigid that has it', async () => {
    const first = await start();

    const second = spawnLuigid({ stateDir: first.stateDir, port: first.port });

    expect(await second.ended).toEqual({ code: 2, signal: null });
    expect(second.logs).toEqual([{ text: `luigid: LUIGID_PORT: got ${first.port} (Address already in use), expected a free port on 127.0.0.1` }]);
    expect(readFileSync(join(first.stateDir, 'generation'), 'utf8')).toBe('1\n');
  });
});
