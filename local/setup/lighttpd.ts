import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackages, type Packages } from './apt';
import { findProgram, run } from './command';
import { inspectMachine } from './machine';
import { PROJECT } from './paths';
import type { Report } from './report';
import { SetupError } from './setup-error';
import { compareVersions } from './version';

/** The oldest release that the configuration is tested with: that of Debian 12. */
export const OLDEST_LIGHTTPD = '1.4.69';
const WANTED: Packages = {
  what: 'lighttpd',
  packages: ['lighttpd', 'lighttpd-mod-openssl', 'lighttpd-mod-deflate', 'openssl'],
  otherwise: `lighttpd ${OLDEST_LIGHTTPD} or newer with mod_openssl and mod_deflate, and openssl`,
};

/**
 * lighttpd with what the configuration needs of it; installs it where it is missing.
 * @returns its path
 * @throws SetupError where it can't be had, or is too old
 */
export async function ensureLighttpd(report: Report): Promise<string> {
  const found = await usableLighttpd();
  if (found.path !== undefined) return found.path;
  const machine = await inspectMachine();
  const served = machine.hasSystemd && await serviceRuns();
  await installPackages(WANTED, machine, report);
  if (machine.hasSystemd && !served && await serviceRuns()) {
    // The package starts a web server on port 80 that nobody asked for.
    await run(machine.isRoot ? 'systemctl' : 'sudo', [...(machine.isRoot ? [] : ['-n', 'systemctl']), 'disable', '--now', 'lighttpd']);
    report.say('  stopped and disabled the service lighttpd, which its package had started on port 80');
  }
  const installed = await usableLighttpd();
  if (installed.path === undefined) throw new SetupError(`lighttpd is installed but of no use: ${installed.why}; expected ${WANTED.otherwise}`);
  return installed.path;
}

async function usableLighttpd(): Promise<{ path?: string; why: string }> {
  const program = findProgram('lighttpd');
  if (program === undefined) return { why: 'it is not on PATH' };
  if (findProgram('openssl') === undefined) return { why: 'openssl is not on PATH' };
  const version = /lighttpd\/(\d+\.\d+\.\d+)/.exec((await run(program, ['-v'])).output)?.[1] ?? '0';
  if (compareVersions(version, OLDEST_LIGHTTPD) < 0) {
    throw new SetupError(`lighttpd ${version} at ${program} is too old, expected ${OLDEST_LIGHTTPD} (Debian 12, Ubuntu 24.04) or newer`);
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'lighttpd-modules-'));
  try {
    const file = path.join(directory, 'modules.conf');
    const modules = modulesIn(readFileSync(path.join(PROJECT, 'images/lighttpd/lighttpd.conf'), 'utf8'));
    writeFileSync(file, `server.document-root = "/"\nserver.modules = (${modules.map((name) => `"${name}"`).join(', ')})\n`);
    const { status, output } = await run(program, ['-tt', '-f', file]);
    return status === 0 ? { path: program, why: '' } : { why: `it does not load its modules (${output.trim().split('\n')[0] ?? ''})` };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The modules that a configuration loads. */
export function modulesIn(configuration: string): string[] {
  return [...(/^server\.modules\s*=\s*\(([^)]*)\)/m.exec(configuration)?.[1] ?? '').matchAll(/"(mod_[a-z0-9_]+)"/g)].map(([, name]) => name as string);
}

async function serviceRuns(): Promise<boolean> {
  return (await run('systemctl', ['is-active', '--quiet', 'lighttpd'])).status === 0;
}
