import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type Luigid, type LuigidOptions, type LuigidProcess, spawnLuigid, startLuigid } from './luigid';

/** Dumps that tests need not wait for. */
const QUICK = { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '0.05', LUIGID_DUMP_BYTES_PER_SECOND: '1000000000', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '0.2' };
const running: LuigidProcess[] = [];
const directories: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (one) => one.kill()));
  directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true, force: true }));
});

/** Removes a path after the test. */
export function removeLater(path: string): void {
  directories.push(path);
}

/** A directory that is removed after the test. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'luigid-'));
  directories.push(directory);
  return directory;
}

/** A luigid that dumps quickly, in a directory of its own unless one is given; it is killed after the test. */
export async function start(options: LuigidOptions = {}): Promise<Luigid> {
  const luigid = await startLuigid({ stateDir: newDirectory(), ...options, env: { ...QUICK, ...options.env } });
  running.push(luigid.process);
  return luigid;
}

/** As `start`, without waiting until it listens: for a start that is to wait. */
export function startWithoutWaiting(options: LuigidOptions): LuigidProcess {
  const luigid = spawnLuigid({ ...options, env: { ...QUICK, ...options.env } });
  running.push(luigid);
  return luigid;
}

/** Adds a task of family `etl.Job` for `worker-1`, as a worker does. */
export async function addTask(luigid: Luigid, name: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await luigid.rpc('add_task', { worker: 'worker-1', task_id: `etl.Job_${name}`, family: 'etl.Job', params: { name }, ...more });
}

/** The ids of all tasks, sorted. */
export async function taskIds(luigid: Luigid): Promise<string[]> {
  return Object.keys((await luigid.rpc('task_list')) as object).sort();
}

/**
 * Waits until the disk has all that luigid has answered so far. The first dump that ends may have begun earlier, the one after it has not:
 * there is never more than one at a time.
 */
export async function saved(luigid: Luigid): Promise<void> {
  for (let dump = 0; dump < 2; dump += 1) {
    const before = luigid.process.events('state-saved').length;
    await addTask(luigid, 'marker');
    await luigid.process.waitForLog('state-saved', (line) => luigid.process.events('state-saved').indexOf(line) >= before);
  }
}

/** Waits until no dump is due: the latest one has every change. */
export async function allSaved(luigid: Luigid): Promise<void> {
  await luigid.process.waitForLog('state-saved', (line) => line === luigid.process.events('state-saved').at(-1) && line['changes'] === line['version']);
}

/** The path of the one state file in a directory. */
export function stateFile(directory: string): string {
  const names = readdirSync(directory).filter((name) => /^state\.\d+$/.test(name));
  expect(names).toHaveLength(1);
  return join(directory, names[0] as string);
}

/** A state file whose checksum is right, around a pickle of one's own. */
export function stateAround(pickle: string | Buffer): Buffer {
  const body = deflateSync(pickle);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([Buffer.from(`luigid-state 1 ${JSON.stringify({ sha256 })}\n`), body]);
}

/** A state directory that a luigid has left with one task in it. */
export async function directoryWithState(): Promise<string> {
  const luigid = await start();
  await addTask(luigid, 'a');
  expect(await luigid.stop()).toEqual({ code: 0, signal: null });
  return luigid.stateDir;
}
