import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lazyIndex, modulesOfIndex } from '../../../release/lazy-index';

describe('the index of the published library', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lazy-index-'));
    writeFileSync(join(folder, 'light.js'), 'console.log("light loaded"); exports.Light = class Light {};');
    writeFileSync(join(folder, 'heavy.js'), 'console.log("heavy loaded"); exports.Heavy = class Heavy {}; exports.Other = 1;');
    writeFileSync(join(folder, 'index.js'), lazyIndex(new Map([['./light', ['Light']], ['./heavy', ['Heavy', 'Other']], ['./types', []]])));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: readonly string[]): string[] => execFileSync(process.execPath, [...args], { cwd: folder, encoding: 'utf8' }).trim().split('\n');

  test('loads what is used, once, and nothing else', () => {
    expect(run('-e', 'const library = require("./index.js"); console.log(Object.keys(library).join()); console.log(library.Light === library.Light, library.Light.name)'))
      .toEqual(['Light,Heavy,Other', 'light loaded', 'true Light']);
  });

  test('lets ES modules import by name', () => {
    writeFileSync(join(folder, 'user.mjs'), 'import { Light, Heavy } from "./index.js"; console.log(Light.name, Heavy.name);');
    expect(run('user.mjs').at(-1)).toBe('Light Heavy');
  });
});

test('modules are read from the source, which must hold nothing else', () => {
  expect(modulesOfIndex('export * from \'./one\';\nexport * from \'./two/three\';\n')).toEqual(['./one', './two/three']);
  expect(() => modulesOfIndex('export * as one from \'./one\';')).toThrow('expected nothing but lines such as export * from');
});

test('a name that two modules export is refused', () => {
  expect(() => lazyIndex(new Map([['./one', ['A']], ['./two', ['A']]]))).toThrow('lib/index.ts: got A from ./one and from ./two, expected each name once');
});
