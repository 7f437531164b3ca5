import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OAUTH2_PROXY_VERSION, oauth2ProxyProgram } from '../../../bench/load/oauth2-proxy-program';

/** A file system of its own on Linux. */
const ANOTHER_DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let folder: string;
let cache: string;
const { PATH } = process.env;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'oauth2-proxy-test-'));
  cache = mkdtempSync(path.join(ANOTHER_DISK, 'oauth2-proxy-cache-'));
  process.env.PATH = `${folder}:${PATH}`;
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(cache, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

/** Stands for the Go toolchain: writes what is built, and which versions were asked for. */
function given(build: string): void {
  const go = path.join(folder, 'go');
  writeFileSync(go, `#!/bin/sh
echo "$@" >> ${folder}/calls
[ "$3" = build ] || exit 0
while [ "$1" != -o ]; do shift; done
${build}
`);
  chmodSync(go, 0o755);
}

test('it is built once, also where what is temporary lies on another disk', async () => {
  given('echo built > "$2"');
  const program = path.join(cache, `oauth2-proxy-${OAUTH2_PROXY_VERSION.slice(1)}`, 'oauth2-proxy');

  expect(await oauth2ProxyProgram(cache)).toEqual({ program });
  expect(await oauth2ProxyProgram(cache)).toEqual({ program });

  expect(readFileSync(program, 'utf8')).toBe('built\n');
  expect(readdirSync(path.dirname(program))).toEqual(['oauth2-proxy']);
  const calls = readFileSync(path.join(folder, 'calls'), 'utf8');
  expect(calls.match(/ build /g)).toHaveLength(1);
  expect(calls).toContain(`-require=github.com/oauth2-proxy/oauth2-proxy/v7@${OAUTH2_PROXY_VERSION}\n`);
});

test('a build that fails says why, and leaves nothing that the next one would take for built', async () => {
  given('echo half > "$2"; echo no module proxy answers; exit 1');

  expect(await oauth2ProxyProgram(cache)).toEqual({ missing: 'go build failed: no module proxy answers' });

  given('echo built > "$2"');
  expect(await oauth2ProxyProgram(cache)).toHaveProperty('program');
});
