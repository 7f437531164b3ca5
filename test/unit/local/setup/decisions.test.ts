import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../../../../local/process-runner/wait-for';
import { planInstall, reasonIn } from '../../../../local/setup/apt';
import { isSnap } from '../../../../local/setup/chromium';
import { modulesIn } from '../../../../local/setup/lighttpd';
import { withLock } from '../../../../local/setup/lock';
import { distributionIn, type Machine } from '../../../../local/setup/machine';
import { isUsablePython, stampOf } from '../../../../local/setup/python-environment';
import { compareVersions } from '../../../../local/setup/version';

const WANTED = { what: 'lighttpd', packages: ['lighttpd', 'lighttpd-mod-openssl'], otherwise: 'lighttpd 1.4.69 or newer' };
const MACHINE: Machine = { isRoot: true, hasApt: true, hasSudo: false, distribution: 'debian', listsAgeDays: 1, hasSystemd: false };

describe('what set-up decides', () => {
  test('root installs without sudo, without recommended packages and without questions', () => {
    const { update, install } = planInstall(WANTED, MACHINE);
    expect(update).toBeUndefined();
    expect(install.slice(0, 3)).toEqual(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']);
    expect(install.slice(-4)).toEqual(['install', '--no-install-recommends', 'lighttpd', 'lighttpd-mod-openssl']);
  });

  test('others install by sudo that asks for no password', () => {
    expect(planInstall(WANTED, { ...MACHINE, isRoot: false, hasSudo: true }).install.slice(0, 2)).toEqual(['sudo', '-n']);
  });

  test.each([Infinity, 8])('package lists that are missing or old (%d days) are fetched first', (listsAgeDays) => {
    expect(planInstall(WANTED, { ...MACHINE, listsAgeDays }).update?.at(-1)).toBe('update');
  });

  test('without the right to install, the line says what to run', () => {
    expect(() => planInstall(WANTED, { ...MACHINE, isRoot: false }))
      .toThrow('lighttpd is missing and installing it needs root: run "sudo apt-get install --no-install-recommends lighttpd lighttpd-mod-openssl", then try again');
  });

  test('without apt, the line says what must be there', () => {
    expect(() => planInstall(WANTED, { ...MACHINE, hasApt: false }))
      .toThrow('lighttpd is missing and this machine has no apt-get: install lighttpd 1.4.69 or newer, then try again');
  });

  test("of apt's output the first error is told", () => {
    expect(reasonIn('Reading package lists...\nE: Unable to locate package lighttpd\nE: more\n')).toBe('Unable to locate package lighttpd');
    expect(reasonIn('something\nlast\n')).toBe('last');
  });

  test.each([['3.9', false], ['3.10', true], ['3.11', true], ['3.13', true], ['3.14', false], ['', false]])('python %s is of use: %s', (version, usable) => {
    expect(isUsablePython(version)).toBe(usable);
  });

  test('lighttpd is tried with the very modules that its configuration loads', () => {
    expect(modulesIn('# server.modules = ("mod_x")\nserver.modules = (\n  "mod_accesslog",\n  "mod_openssl"\n)\n')).toEqual(['mod_accesslog', 'mod_openssl']);
    expect(modulesIn(readFileSync('images/lighttpd/lighttpd.conf', 'utf8'))).toEqual(expect.arrayContaining(['mod_openssl', 'mod_deflate', 'mod_proxy']));
  });

  test('versions are compared by their numbers', () => {
    expect(compareVersions('1.4.9', '1.4.69')).toBeLessThan(0);
    expect(compareVersions('1.4.85', '1.4.69')).toBeGreaterThan(0);
    expect(compareVersions('1.4', '1.4.0')).toBe(0);
  });

  test('the environment is made anew when its requirements change or the project moved', () => {
    const stamp = stampOf('luigi==3.8.1', '/a');
    expect(stampOf('luigi==3.8.1', '/a')).toBe(stamp);
    expect(stampOf('luigi==3.8.2', '/a')).not.toBe(stamp);
    expect(stampOf('luigi==3.8.1', '/b')).not.toBe(stamp);
  });

  test('the distribution is known by its os-release', () => {
    expect(distributionIn('PRETTY_NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')).toBe('ubuntu');
    expect(distributionIn('NAME=x\nID="rocky"\n')).toBe('rocky');
    expect(distributionIn('')).toBe('');
  });

  describe('with files', () => {
    let directory: string;
    beforeEach(() => { directory = mkdtempSync(path.join(tmpdir(), 'setup-')); });
    afterEach(() => rmSync(directory, { recursive: true, force: true }));

    test('a browser that only hands over to a snap is told from a real one', () => {
      const [snap, wrapper] = [path.join(directory, 'snap-browser'), path.join(directory, 'debian-browser')];
      writeFileSync(snap, '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
      writeFileSync(wrapper, '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
      expect(isSnap(snap)).toBe(true);
      expect(isSnap(wrapper)).toBe(false);
      expect(isSnap(process.execPath)).toBe(false);
    });

    test('two set-ups at once do their work one after the other', async () => {
      const lock = path.join(directory, 'lock');
      const order: string[] = [];
      const work = (name: string) => withLock(lock, async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
      });
      await Promise.all([work('one'), work('two')]);
      expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
    });

    test('who has to wait for another set-up is told so, once', async () => {
      const lock = path.join(directory, 'lock');
      const told = jest.fn();
      let end: () => void = () => undefined;
      const first = withLock(lock, () => new Promise<void>((resolve) => { end = resolve; }));
      const second = withLock(lock, async () => 'done', told);
      await waitFor(() => told.mock.calls.length > 0, { what: 'it is told' });
      // Two more looks
      await new Promise((resolve) => setTimeout(resolve, 500));
      end();
      await Promise.all([first, expect(second).resolves.toBe('done')]);
      expect(told).toHaveBeenCalledTimes(1);
    });

    test('the lock of a set-up that was killed is taken over', async () => {
      const lock = path.join(directory, 'lock');
      writeFileSync(lock, '999999999');
      await expect(withLock(lock, async () => 'done')).resolves.toBe('done');
    });
  });
});
