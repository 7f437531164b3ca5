import { readFileSync, realpathSync } from 'node:fs';
import { installPackages } from './apt';
import { findProgram, isExecutable } from './command';
import { inspectMachine } from './machine';
import type { Report } from './report';
import { SetupError } from './setup-error';

const OTHERWISE = 'Chromium or Google Chrome 120 or newer (CHROMIUM_PATH names one that is elsewhere)';

/**
 * A browser that tests can drive: CHROMIUM_PATH, else what is installed, else Debian's chromium.
 * @returns its path
 * @throws SetupError where none can be had
 */
export async function ensureChromium(report: Report): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!isExecutable(given)) throw new SetupError(`CHROMIUM_PATH is ${given}, which is not a program, expected ${OTHERWISE}`);
    return given;
  }
  const found = installedBrowser();
  if (found !== undefined) return found;
  const machine = await inspectMachine();
  if (machine.distribution === 'ubuntu') {
    throw new SetupError('ubuntu has chromium only as a snap, which tests cannot drive: install Google Chrome from its .deb, '
      + 'or run "npx playwright-core install --with-deps chromium" and set CHROMIUM_PATH to the chrome that it names');
  }
  await installPackages({ what: 'chromium', packages: ['chromium'], otherwise: OTHERWISE }, machine, report);
  const installed = installedBrowser();
  if (installed === undefined) throw new SetupError(`chromium is installed but not to be found, expected ${OTHERWISE}`);
  return installed;
}

function installedBrowser(): string | undefined {
  return ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser']
    .map((name) => findProgram(name)).find((file) => file !== undefined && !isSnap(file));
}

/** Whether the program only hands over to a snap, which sees neither our folders nor our flags. */
export function isSnap(file: string): boolean {
  const target = realpathSync(file);
  if (target.startsWith('/snap/') || target.endsWith('/snap')) return true;
  const start = readFileSync(target).subarray(0, 4_096);
  return start.subarray(0, 2).toString() === '#!' && /\/snap\/|snap install/.test(start.toString());
}
