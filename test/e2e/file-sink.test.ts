import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = join(__dirname, '../support/records/write-decisions.ts');
const ROOT = join(__dirname, '../..');

let folder: string;
let path: string;
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decisions-'));
  path = join(folder, 'decisions.jsonl');
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await rm(folder, { recursive: true, force: true });
});

/** A writing process; `said` grows while it lives, `until` waits for what it says. */
function start(command: string, args: string[]) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => { complaints = (complaints + chunk.toString()).slice(-2_000); });
  children.push(child);
  const said: string[] = [];
  let wake = (): void => undefined;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    said.push(line);
    wake();
  });
  let ended = false;
  const closed = once(child, 'close').then(() => { ended = true; });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      await Promise.race([new Promise<void>((resolve) => { wake = resolve; }), closed]);
      if (ended && !holds()) throw new Error(`got the end of the process, which said ${said.length} lines, last ${said.at(-1)}, and complained: ${complaints}`);
    }
  };
  return { child, said, closed, until, safe: () => said.filter((line) => line.startsWith('safe ')).map((line) => line.slice(5)) };
}

const write = (...args: string[]) => start(process.execPath, ['--import', 'tsx', PROGRAM, path, ...args]);

/** Request ids of the whole lines of files, and the lines that are no JSON. */
async function read(...paths: string[]) {
  const ids: string[] = [];
  const broken: string[] = [];
  for (const one of paths) {
    for (const line of (await readFile(one, 'utf8')).split('\n').filter((text) => text !== '')) {
      try {
        ids.push((JSON.parse(line) as { requestId: string }).requestId);
      } catch {
        broken.push(line);
      }
    }
  }
  return { ids: new Set(ids), broken };
}

test('after kill -9 every acknowledged record is in the file, and the next process goes on cleanly', async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const writer = write('50');
    await writer.until(() => writer.safe().length >= 500);
    writer.child.kill('SIGKILL');
    await writer.closed;
    acknowledged.push(...writer.safe());
  }
  const last = write('10', '100');
  await last.until(() => last.said.includes('closed'));
  acknowledged.push(...last.safe());

  const { ids, broken } = await read(path);

  expect(acknowledged.length).toBeGreaterThanOrEqual(1_600);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  // At most one torn line for each kill.
  expect(broken.length).toBeLessThanOrEqual(3);
});

test('a file that is rotated by renaming loses nothing', async () => {
  const writer = write('20', '3000');
  await writer.until(() => writer.safe().length >= 500);
  await rename(path, `${path}.1`);
  await writer.until(() => writer.said.includes('closed'));

  const { ids, broken } = await read(`${path}.1`, path);

  expect(writer.safe().filter((id) => !ids.has(id))).toEqual([]);
  expect(broken).toEqual([]);
});

const ownMounts = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0
  ? ['unshare', '--user', '--map-root-user', '--mount']
  : spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0 ? ['unshare', '--mount'] : undefined;
if (ownMounts === undefined) console.warn('file-sink.test.ts: SKIPPED: a full disk (needs leave to mount a tmpfs in a namespace of its own)');

(ownMounts === undefined ? test.skip : test)('a full disk stops acknowledgement, and nothing acknowledged is lost when there is room again', async () => {
  const [command = '', ...options] = ownMounts ?? [];
  // The disk is 256 KiB; a file of 200 KiB goes when the test says so by making a file outside.
  const script = [
    'mkdir "$1/disk" && mount -t tmpfs -o size=256k tmpfs "$1/disk" && head -c 200000 /dev/zero > "$1/disk/ballast" || exit 9',
    '"$2" --import tsx "$3" "$1/disk/decisions.jsonl" 5 200 & writer=$!',
    'until [ -e "$1/make-room" ]; do sleep 0.05; done; rm "$1/disk/ballast"',
    'wait $writer; cp "$1/disk/decisions.jsonl" "$1/copy.jsonl"; echo copied',
  ].join('\n');
  const writer = start(command, [...options, 'sh', '-c', script, 'sh', folder, process.execPath, PROGRAM]);
  await writer.until(() => writer.said.includes('failed ENOSPC'));
  const safeWhileFull = writer.safe().length;
  spawnSync('touch', [join(folder, 'make-room')]);
  await writer.until(() => writer.said.includes('copied'));

  const { ids, broken } = await read(join(folder, 'copy.jsonl'));

  expect(safeWhileFull).toBeLessThan(200);
  expect(writer.said).toContain('recovered');
  expect(writer.safe()).toHaveLength(200);
  expect(writer.safe().filter((id) => !ids.has(id))).toEqual([]);
  expect(broken.length).toBeLessThanOrEqual(1);
});
