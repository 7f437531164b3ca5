import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimFolder, releaseFolder } from '../../../local/folder';

describe('the folder of a run', () => {
  let parent: string;
  beforeEach(() => { parent = mkdtempSync(path.join(tmpdir(), 'folder-')); });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  test('two services at once get folders of their own', () => {
    expect(claimFolder('demo', parent)).toBe(path.join(parent, 'demo'));
    expect(claimFolder('demo', parent)).toBe(path.join(parent, 'demo-2'));
  });

  test('one that was given up is taken again, empty', () => {
    const folder = claimFolder('demo', parent);
    writeFileSync(path.join(folder, 'left'), '');
    releaseFolder(folder);
    expect(claimFolder('demo', parent)).toBe(folder);
    expect(existsSync(path.join(folder, 'left'))).toBe(false);
  });

  test.each([['a process that is gone', '999999999-1'], ['a number that another process has now', `${process.pid}-1`], ['nonsense', '']])(
    'one held by %s does not block', (_what, owner) => {
      const folder = claimFolder('demo', parent);
      writeFileSync(path.join(folder, 'owner'), owner);
      expect(claimFolder('demo', parent)).toBe(folder);
    },
  );
});
