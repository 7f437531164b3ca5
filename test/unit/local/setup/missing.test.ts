import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withLock } from '../../../../local/setup/lock';
import { requireNode } from '../../../../local/setup/node-version';

describe('set-up on a machine that lacks things', () => {
  let empty: string;
  beforeEach(() => { empty = mkdtempSync(path.join(tmpdir(), 'setup-')); });
  afterEach(() => rmSync(empty, { recursive: true }));

  test('names all that must be installed by hand, not only the first', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'local/setup/main.ts', 'chromium', 'wrk'], {
      env: { PATH: empty, HOME: empty }, encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('chromium is missing and this machine has no apt-get: install Chromium');
    expect(stderr).toContain('wrk is missing and this machine has no apt-get: install wrk 4 or newer');
  });

  test('an older Node.js is refused before anything is installed', () => {
    expect(() => requireNode('18.20.4')).toThrow(/^Node\.js is 18\.20\.4, expected 20\.16\.0 or newer/);
    expect(() => requireNode()).not.toThrow();
  });

  test('a lock whose maker was killed before it wrote who it is is taken over', async () => {
    const lock = path.join(empty, 'lock');
    writeFileSync(lock, '');
    utimesSync(lock, new Date(), new Date(Date.now() - 60_000));
    await expect(withLock(lock, async () => 'done')).resolves.toBe('done');
  });
});
