import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { staticFilesIn } from '../../../local/static-files';

let folder: string;
beforeEach(() => { folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'static-'))); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the visualiser\'s files are found in whatever Python the environment has', () => {
  const files = path.join(folder, 'venv/lib/python3.13/site-packages/luigi/static');
  mkdirSync(files, { recursive: true });

  expect(staticFilesIn(path.join(folder, 'venv'))).toBe(files);
});

test('a folder that lies elsewhere is named by where it lies: lighttpd follows no symbolic link, and answers 403', () => {
  const files = path.join(folder, 'other-disk/venv/lib/python3.13/site-packages/luigi/static');
  mkdirSync(files, { recursive: true });
  symlinkSync(path.join(folder, 'other-disk'), path.join(folder, 'local'));

  expect(staticFilesIn(path.join(folder, 'local/venv'))).toBe(files);
});

test('an environment without luigi is refused with the way to mend it', () => {
  mkdirSync(path.join(folder, 'lib/python3.13'), { recursive: true });

  expect(() => staticFilesIn(folder)).toThrow(`no luigi is in ${folder}, expected the one that "npm run setup" installs`);
});
