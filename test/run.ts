import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensure } from '../local/setup/ensure';
import { SetupError } from '../local/setup/setup-error';

const ROOT = join(__dirname, '..');
const OUTPUT = join(ROOT, 'test-output');

interface Tally { passed: number; failed: number; skipped: number }

/** `npm test`: sets up what is missing, builds, checks, runs every test; ends with a line `N passed, N failed`. */
async function main(): Promise<void> {
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  await ensure(['lighttpd', 'luigi', 'chromium', 'moto']);
  await ensureImageTools();

  step(tally, 'build', ['npm', 'run', '--silent', 'build']);
  step(tally, 'types', ['npm', 'run', '--silent', 'typecheck']);
  step(tally, 'lint', ['npm', 'run', '--silent', 'lint']);
  jest(tally, 'unit', []);
  // Each of these starts a whole service: one after the other, so that two cores suffice.
  for (const project of ['e2e', 'browser', 'package', 'images']) jest(tally, project, ['--runInBand']);

  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

/** Outside CI, the image tests skip themselves, loudly, where their tools can't be had; in CI they are never skipped. */
async function ensureImageTools(): Promise<void> {
  try {
    await ensure(['images']);
  } catch (error) {
    if (process.env.CI !== undefined || !(error instanceof SetupError)) throw error;
    console.error(error.message);
  }
}

function run(name: string, command: readonly string[]): boolean {
  const began = Date.now();
  console.error(`\n== ${name}`);
  const [program, ...args] = command;
  const { status } = spawnSync(program as string, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  console.error(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return status === 0;
}

function step(tally: Tally, name: string, command: readonly string[]): void {
  if (run(name, command)) tally.passed += 1;
  else tally.failed += 1;
}

function jest(tally: Tally, project: string, options: readonly string[]): void {
  const file = join(OUTPUT, `jest-${project}.json`);
  const succeeded = run(`${project} tests`,
    ['npx', 'jest', '--selectProjects', project, '--json', '--outputFile', file, '--passWithNoTests', ...options]);
  const result = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number; numPendingTests: number };
  tally.passed += result.numPassedTests;
  tally.skipped += result.numPendingTests;
  // A file that does not even load fails without a failed test.
  tally.failed += succeeded ? result.numFailedTests : Math.max(1, result.numFailedTests);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
