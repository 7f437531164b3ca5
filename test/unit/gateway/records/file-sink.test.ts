import { constants } from 'node:fs';
import { appendFile, mkdir, mkdtemp, open, readFile, rename, rm, stat, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordLine } from '../../../../images/gateway/src/records/decision';
import { FileSink } from '../../../../images/gateway/src/records/file-sink';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-sink-'));
  path = join(folder, 'decisions.jsonl');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function line(text: string): RecordLine {
  return { timestamp: 0, line: text, bytes: Buffer.byteLength(text) };
}

const content = () => readFile(path, 'utf8');

describe('FileSink', () => {
  test('writes one line for each record, in order, to a file that only its owner may read', async () => {
    const sink = new FileSink(path);
    await sink.write([line('{"a":1}'), line('{"b":"é"}')]);
    await sink.write([line('{"c":3}')]);

    expect(await content()).toBe('{"a":1}\n{"b":"é"}\n{"c":3}\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await sink.close();
  });

  test('goes on after what is there', async () => {
    await writeFile(path, '{"old":1}\n');
    const sink = new FileSink(path);
    await sink.write([line('{"new":1}')]);

    expect(await content()).toBe('{"old":1}\n{"new":1}\n');
    await sink.close();
  });

  test('ends the part of a line that a crash left, so that two records do not merge', async () => {
    await writeFile(path, '{"old":1}\n{"torn":');
    const sink = new FileSink(path);
    await sink.write([line('{"new":1}')]);
    await sink.write([line('{"new":2}')]);

    expect(await content()).toBe('{"old":1}\n{"torn":\n{"new":1}\n{"new":2}\n');
    await sink.close();
  });

  test('makes a new file when the old one was renamed', async () => {
    const sink = new FileSink(path);
    await sink.write([line('{"a":1}')]);
    await rename(path, `${path}.1`);
    await sink.write([line('{"b":2}')]);

    expect(await readFile(`${path}.1`, 'utf8')).toBe('{"a":1}\n');
    expect(await content()).toBe('{"b":2}\n');
    await sink.close();
  });

  test('uses the file that stands at the path now, when it was renamed and made again', async () => {
    const sink = new FileSink(path);
    await sink.write([line('{"a":1}')]);
    await rename(path, `${path}.1`);
    await writeFile(path, '');
    await sink.write([line('{"b":2}')]);

    expect(await content()).toBe('{"b":2}\n');
    await sink.close();
  });

  test('rejects while its folder is missing, and recovers when it is there', async () => {
    const inner = join(folder, 'gone');
    const sink = new FileSink(join(inner, 'decisions.jsonl'));
    await expect(sink.write([line('{"a":1}')])).rejects.toMatchObject({ code: 'ENOENT' });

    await mkdir(inner);
    await sink.write([line('{"a":1}')]);

    expect(await readFile(join(inner, 'decisions.jsonl'), 'utf8')).toBe('{"a":1}\n');
    await sink.close();
  });

  test.each([
    ['a folder', async () => { await mkdir(path); }],
    ['a device', async () => { path = '/dev/full'; }],
  ])('rejects %s', async (_, make) => {
    await make();

    await expect(new FileSink(path).write([line('{"a":1}')])).rejects.toThrow(/EISDIR|no regular file/);
  });
});

/** A file system whose handles do as the test says, on top of the real one. */
function failing(change: (handle: FileHandle) => Partial<Pick<FileHandle, 'write' | 'datasync' | 'stat'>>) {
  return {
    stat,
    open: async (name: string, flags: number, mode?: number): Promise<FileHandle> => {
      const handle = await open(name, flags, mode);
      return (flags & constants.O_APPEND) === 0 ? handle : Object.assign(handle, change(handle));
    },
  };
}

describe('FileSink on a disk that makes trouble', () => {
  test('resolves only after the data is on disk', async () => {
    const order: string[] = [];
    const sink = new FileSink(path, failing((handle) => {
      const { write, datasync } = handle;
      return {
        write: (async (...args: Parameters<typeof write>) => {
          const result = await write.apply(handle, args);
          order.push('written');
          return result;
        }) as typeof write,
        datasync: async () => {
          await datasync.call(handle);
          order.push('synced');
        },
      };
    }));

    await sink.write([line('{"a":1}')]);
    order.push('resolved');

    expect(order).toEqual(['written', 'synced', 'resolved']);
    await sink.close();
  });

  test('has the name of a new file on disk before it resolves: what no folder names is lost with the machine', async () => {
    const synced: string[] = [];
    const sink = new FileSink(path, {
      stat,
      open: async (name, flags, mode) => {
        const handle = await open(name, flags, mode);
        return Object.assign(handle, { sync: async () => { synced.push(name); } });
      },
    });
    await sink.write([line('{"a":1}')]);
    await sink.write([line('{"b":2}')]);
    expect(synced).toEqual([folder]);
    await sink.close();
  });

  test('rejects when the disk runs full within a line, and ends that line when there is room again', async () => {
    let room = 10;
    const sink = new FileSink(path, failing((handle) => {
      const { write } = handle;
      return {
        write: (async (data: Buffer, offset: number, length: number) => {
          if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          const part = data.subarray(offset, offset + Math.min(length, room));
          const result = await (write as (part: Buffer) => Promise<{ bytesWritten: number }>).call(handle, part);
          room -= result.bytesWritten;
          return result;
        }) as unknown as typeof write,
      };
    }));
    const lines = [line('{"a":1}'), line('{"b":2}')];
    await expect(sink.write(lines)).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(sink.write(lines)).rejects.toMatchObject({ code: 'ENOSPC' });

    room = Infinity;
    await sink.write(lines);

    expect(await content()).toBe('{"a":1}\n{"\n{"a":1}\n{"b":2}\n');
    await sink.close();
  });

  test('rejects when syncing fails, and writes again through a new handle', async () => {
    let opened = 0;
    const sink = new FileSink(path, failing(() => {
      opened += 1;
      return opened === 1 ? { datasync: async () => { throw Object.assign(new Error('i/o error'), { code: 'EIO' }); } } : {};
    }));
    await expect(sink.write([line('{"a":1}')])).rejects.toMatchObject({ code: 'EIO' });

    await sink.write([line('{"a":1}')]);

    expect(opened).toBe(2);
    expect(await content()).toBe('{"a":1}\n{"a":1}\n');
    await sink.close();
  });

  test('rejects when the file was removed while it was written to, and makes a new one', async () => {
    let removed = false;
    const sink = new FileSink(path, failing((handle) => {
      const { datasync } = handle;
      return {
        datasync: async () => {
          await datasync.call(handle);
          if (!removed) await unlink(path);
          removed = true;
        },
      };
    }));
    await expect(sink.write([line('{"a":1}')])).rejects.toThrow('removed');

    await sink.write([line('{"a":1}')]);

    expect(await content()).toBe('{"a":1}\n');
    await sink.close();
  });

  test('appends where someone else has appended', async () => {
    const sink = new FileSink(path);
    await sink.write([line('{"a":1}')]);
    await appendFile(path, '{"other":1}\n');
    await sink.write([line('{"b":2}')]);

    expect(await content()).toBe('{"a":1}\n{"other":1}\n{"b":2}\n');
    await sink.close();
  });
});
