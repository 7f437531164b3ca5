import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensure } from '../local/setup/ensure';
import { SetupError } from '../local/setup/setup-error';

const ROOT = join(__dirname, '..');
const OUTPUT = join(ROOT, 'test-output');

/**
 * Suites of the whole service that can have containers in the programs' places. Not those of faults, which reach into processes
 * and folders from outside, where a container has process ids and mounts of its own: kill -9 of each container is in local-service.
 */
const WHOLE_SERVICE = 'test/e2e/(local-service|attacks/)';

interface Tally { passed: number; failed: number; skipped: number }

/** `npm test`: sets up what is missing, builds, checks, runs every test; ends with a line `N passed, N failed`. */
async function main(): Promise<void> {
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  await ensure(['lighttpd', 'luigi', 'chromium', 'moto', 'python-package', 'cfn-lint']);
  const canBuildImages = await ensureImageTools();

  step(tally, 'build', ['npm', 'run', '--silent', 'build']);
  step(tally, 'api docs', ['npm', 'run', '--silent', 'docs:api', '--', '--check']);
  step(tally, 'acknowledgements in the docs', ['npm', 'run', '--silent', 'docs:acknowledgements', '--', '--check']);
  step(tally, 'rules in the docs', ['npm', 'run', '--silent', 'docs:rules', '--', '--check']);
  step(tally, 'samples of the docs', ['npm', 'run', '--silent', 'docs:samples']);
  step(tally, 'types', ['npm', 'run', '--silent', 'typecheck']);
  step(tally, 'lint', ['npm', 'run', '--silent', 'lint']);
  step(tally, 'preflight', ['npm', 'run', '--silent', 'preflight']);
  jest(tally, 'unit');
  jest(tally, 'integ', { name: 'snapshots of integ', options: ['--runInBand'] });
  // Each of these starts a whole service: one after the other, so that two cores suffice.
  for (const project of ['e2e', 'browser', 'package', 'images'] as const) jest(tally, project, { options: ['--runInBand'] });
  // What is true of the programs must be true of the images, which the tests above have built.
  if (canBuildImages) {
    jest(tally, 'e2e', {
      name: 'e2e-in-containers', options: ['--runInBand', '--testPathPatterns', WHOLE_SERVICE], env: { LUIGI_TEST_PROGRAMS: 'containers' },
    });
  }

  const skipped = tally.skipped === 0 ? '' : `, ${tally.skipped} skipped`;
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

/** Outside CI, the image tests skip themselves, loudly, where their tools can't be had; in CI they are never skipped. */
async function ensureImageTools(): Promise<boolean> {
  try {
    await ensure(['images']);
    return true;
  } catch (error) {
    if (process.env.CI !== undefined || !(error instanceof SetupError)) throw error;
    console.error(error.message);
    return false;
  }
}

function run(name: string, command: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const began = Date.now();
  console.error(`\n== ${name}`);
  const [program, ...args] = command;
  // Where libuv uses io_uring, Node.js can't step down from root, as some tests do (CVE-2024-22017).
  const environment = { ...process.env, UV_USE_IO_URING: '0', ...env };
  const { status } = spawnSync(program as string, args, { cwd: ROOT, stdio: ['ignore', 2, 2], env: environment });
  console.error(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return status === 0;
}

function step(tally: Tally, name: string, command: readonly string[]): void {
  if (run(name, command)) tally.passed += 1;
  else tally.failed += 1;
}

interface JestRun {
  /** For people and for the name of the result's file. @default - the project's */
  readonly name?: string;
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function jest(tally: Tally, project: string, { name = project, options = [], env }: JestRun = {}): void {
  const file = join(OUTPUT, `jest-${name}.json`);
  const succeeded = run(`${name} tests`,
    ['npx', 'jest', `--selectProjects=${project}`, '--json', '--outputFile', file, ...options], env);
  // Jest that dies before it writes its result has failed once.
  const result = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number; numPendingTests: number }
    : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
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
