import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readWhole, writeOnce, writeWhole } from '../../../../../images/gateway/src/jobs/local/durable-file';

describe('a file that is written whole', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'durable-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('once, stays as who was first has written it', () => {
    const file = path.join(folder, 'claim.json');
    expect([writeOnce(file, { by: 1 }), writeOnce(file, { by: 2 }), readWhole(file)]).toEqual([true, false, { by: 1 }]);
    expect(readdirSync(folder)).toEqual(['claim.json']);
  });

  test('again, is the last, and nothing else is left', () => {
    const file = path.join(folder, 'order.json');
    writeWhole(file, { by: 1 });
    writeWhole(file, { by: 2 });
    expect([readWhole(file), readdirSync(folder)]).toEqual([{ by: 2 }, ['order.json']]);
  });

  test('is nothing where there is none, and an error of the disk where it is no JSON', () => {
    expect(readWhole(path.join(folder, 'none'))).toBeUndefined();
    writeFileSync(path.join(folder, 'half'), '{"by":');
    expect(() => readWhole(path.join(folder, 'half'))).toThrow(expect.objectContaining({ code: 'EIO' }));
  });
});
