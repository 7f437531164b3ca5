import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectorySource } from '../../../../images/gateway/src/documents/directory-source';

describe('a directory of mappings', () => {
  let outside: string;
  let directory: string;
  let source: DirectorySource;

  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'mappings-'));
    directory = join(outside, 'access');
    await mkdir(directory);
    source = new DirectorySource(directory);
  });

  afterEach(() => rm(outside, { recursive: true, force: true }));

  const put = (name: string, content: string | Buffer): Promise<void> => writeFile(join(directory, name), content);

  test('gives each *.json file by its name, in order, and passes over everything else', async () => {
    await put('b.json', 'B');
    await put('a.b.json', 'é');
    await put('__proto__.json', '');
    await put('.hidden.json', 'x');
    await put('.json', 'x');
    await put('notes.txt', 'x');
    await put('c.json.swp', 'x');
    await put('D.JSON', 'x');
    await mkdir(join(directory, 'sub'));
    await put('sub/e.json', 'x');
    expect(await source.read()).toEqual([{ name: '__proto__', text: '' }, { name: 'a.b', text: 'é' }, { name: 'b', text: 'B' }]);
  });

  test('gives an empty list where there are none', async () => {
    expect(await source.read()).toEqual([]);
  });

  test('fails where the directory is missing, and works again once it is back', async () => {
    await put('a.json', 'A');
    await rename(directory, `${directory}-gone`);
    await expect(source.read()).rejects.toHaveProperty('message', `got ENOENT from directory:${directory}, expected a directory that may be listed; create it, or mend its permissions`);
    await rename(`${directory}-gone`, directory);
    expect(await source.read()).toEqual([{ name: 'a', text: 'A' }]);
  });

  test('fails where a file stands in its place', async () => {
    await rm(directory, { recursive: true });
    await writeFile(directory, '');
    await expect(source.read()).rejects.toThrow('got ENOTDIR from');
  });

  test('reads 8192 bytes and marks a larger file, whatever its size, as invalid by itself', async () => {
    await put('fits.json', 'x'.repeat(8192));
    await put('large.json', 'x'.repeat(8193));
    await put('huge.json', Buffer.alloc(20_000_000));
    expect(await source.read()).toEqual([
      { name: 'fits', text: 'x'.repeat(8192) },
      { name: 'huge', unreadable: 'file "huge.json": got more than 8192 bytes, expected at most that; spread it over several documents' },
      { name: 'large', unreadable: 'file "large.json": got more than 8192 bytes, expected at most that; spread it over several documents' },
    ]);
  });

  test('marks a file that is not UTF-8 as invalid by itself, and takes off a byte-order mark', async () => {
    await put('bom.json', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]));
    await put('latin.json', Buffer.from([0x7b, 0xe9, 0x7d]));
    expect(await source.read()).toEqual([
      { name: 'bom', text: '{}' },
      { name: 'latin', unreadable: 'file "latin.json": got bytes that are not UTF-8, expected UTF-8; save it as UTF-8' },
    ]);
  });

  test('marks a directory and a pipe called *.json as invalid, without waiting for the pipe', async () => {
    await mkdir(join(directory, 'folder.json'));
    execFileSync('mkfifo', [join(directory, 'pipe.json')]);
    expect(await source.read()).toEqual(['folder', 'pipe'].map((name) => ({
      name, unreadable: `file "${name}.json": got something that is no regular file, expected one; remove it`,
    })));
  });

  test('follows links within the directory, as Kubernetes makes them, and none that lead out of it', async () => {
    // given: a secret beside the directory, and a sibling whose name begins like the directory's
    await writeFile(join(outside, 'secret.json'), 'secret');
    await mkdir(`${directory}-2`);
    await writeFile(join(`${directory}-2`, 'x.json'), 'secret');
    await mkdir(join(directory, '..2026'));
    await put('..2026/real.json', 'inner');
    await symlink('..2026', join(directory, '..data'));
    await symlink('..data/real.json', join(directory, 'in.json'));
    await symlink(join(outside, 'secret.json'), join(directory, 'out.json'));
    await symlink(`../${'access-2'}/x.json`, join(directory, 'sibling.json'));
    await symlink('nowhere', join(directory, 'dangling.json'));
    await symlink('loop.json', join(directory, 'loop.json'));
    const out = 'got a link that leads out of the directory, expected a file in it; put the file itself there';
    const broken = (code: string): string => `got ${code}, expected a file that may be read; mend its permissions, or remove it`;
    expect(await source.read()).toEqual([
      { name: 'dangling', unreadable: `file "dangling.json": ${broken('ENOENT')}` },
      { name: 'in', text: 'inner' },
      { name: 'loop', unreadable: `file "loop.json": ${broken('ELOOP')}` },
      { name: 'out', unreadable: `file "out.json": ${out}` },
      { name: 'sibling', unreadable: `file "sibling.json": ${out}` },
    ]);
  });

  test('may itself be a link', async () => {
    await put('a.json', 'A');
    await symlink(directory, join(outside, 'link'));
    expect(await new DirectorySource(join(outside, 'link')).read()).toEqual([{ name: 'a', text: 'A' }]);
  });

  test('marks a file that may not be read as invalid by itself', async () => {
    await put('a.json', 'A');
    await put('b.json', 'B');
    await chmod(join(directory, 'a.json'), 0);
    await chmod(outside, 0o755);
    const documents = await asOrdinaryUser(() => source.read());
    expect(documents).toEqual([
      { name: 'a', unreadable: 'file "a.json": got EACCES, expected a file that may be read; mend its permissions, or remove it' },
      { name: 'b', text: 'B' },
    ]);
  });

  test('fails where it may not be listed', async () => {
    await chmod(outside, 0o755);
    await chmod(directory, 0);
    const outcome = asOrdinaryUser(() => source.read());
    await expect(outcome).rejects.toHaveProperty('message', expect.stringMatching(/^got EACCES from directory:/));
  });
});

/** Root may read everything: steps down from it for a moment, where the test runs as root. */
async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  const root = process.geteuid?.() === 0;
  if (root) process.seteuid?.(65534);
  try {
    return await action();
  } finally {
    if (root) process.seteuid?.(0);
  }
}
