import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
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

/** Suites that bound how long something takes, or how much is lost meanwhile, that time signals, or flood: nothing runs beside them. */
const ALONE = 'test/e2e/(faults/|attacks/|gateway-process|lighttpd-gateway-down|file-sink|luigid-health|luigid-restart|step-functions-runner|local-demo)';

/** As many as a build machine has cores: on two cores, Jest by itself takes one. */
const TWO_WORKERS = ['--maxWorkers=2'] as const;
const AT_ONCE = 2;

interface Tally { passed: number; failed: number; skipped: number }

/** What has failed, for the end. */
const failures: string[] = [];

/** Whether several commands run now. */
let atOnce = false;

/** `npm test`: sets up what is missing, builds, checks, runs every test; ends with a line `N passed, N failed`. */
async function main(): Promise<void> {
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  await ensure(['lighttpd', 'luigi', 'chromium', 'moto', 'python-package', 'cfn-lint', 'aws-cli']);
  const canBuildImages = await ensureImageTools();

  const script = (name: string, ...command: readonly string[]) => (): Promise<void> => step(tally, name, ['npm', 'run', '--silent', ...command]);
  await script('build', 'build')();
  // Builds anew what all others read.
  await script('preflight', 'preflight')();
  // These hold one processor each, and only read.
  await sideBySide([
    script('lint', 'lint'),
    script('samples of the docs', 'docs:samples'),
    script('types', 'typecheck'),
    script('api docs', 'docs:api', '--', '--check'),
    script('acknowledgements in the docs', 'docs:acknowledgements', '--', '--check'),
    script('rules in the docs', 'docs:rules', '--', '--check'),
    () => jest(tally, 'integ', { name: 'snapshots of integ', options: ['--runInBand'] }),
    () => jest(tally, 'package', { options: ['--runInBand'] }),
  ]);
  await jest(tally, 'unit', { options: TWO_WORKERS });
  // Each of these starts a whole service, and mostly waits for it: two at a time, but for those that look at the clock.
  await jest(tally, 'e2e', { name: 'e2e-side-by-side', options: [...TWO_WORKERS, '--testPathIgnorePatterns', ALONE] });
  await jest(tally, 'e2e', { name: 'e2e-alone', options: ['--runInBand', '--testPathPatterns', ALONE] });
  await jest(tally, 'browser', { options: TWO_WORKERS });
  await jest(tally, 'images', { options: ['--runInBand'] });
  // What is true of the programs must be true of the images, which the tests above have built.
  if (canBuildImages) {
    await jest(tally, 'e2e', {
      name: 'e2e-in-containers', options: ['--runInBand', '--testPathPatterns', WHOLE_SERVICE], env: { LUIGI_TEST_PROGRAMS: 'containers' },
    });
  }

  if (failures.length > 0) console.error(`\nfailed: ${failures.join(', ')}`);
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

/**
 * Does the work, two at a time, in that order.
 * @param work each tells its own failures, and never throws
 */
async function sideBySide(work: readonly (() => Promise<void>)[]): Promise<void> {
  const left = [...work];
  const hand = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await next();
  };
  atOnce = true;
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  atOnce = false;
}

/** @returns whether the command ended with 0. What one of several says that run at once is told when it has ended, so that they don't mingle */
async function run(name: string, command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const began = Date.now();
  const held = atOnce;
  console.error(held ? `== ${name}: begins` : `\n== ${name}`);
  const [program, ...args] = command;
  // Where libuv uses io_uring, Node.js can't step down from root, as some tests do (CVE-2024-22017).
  const environment = { ...process.env, UV_USE_IO_URING: '0', ...env };
  const said: Buffer[] = [];
  const status = await new Promise<number | string | null>((ended) => {
    const child = spawn(program as string, args, { cwd: ROOT, stdio: held ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2], env: environment });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', (error) => ended(error.message));
    child.once('close', (code, signal) => ended(code ?? signal));
  });
  const how = status === 0 ? 'passed' : `FAILED (${status})`;
  if (held) process.stderr.write(Buffer.concat([Buffer.from(`\n== ${name}\n`), ...said]));
  console.error(`== ${name}: ${how} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (status !== 0) failures.push(name);
  return status === 0;
}

async function step(tally: Tally, name: string, command: readonly string[]): Promise<void> {
  if (await run(name, command)) tally.passed += 1;
  else tally.failed += 1;
}

interface JestRun {
  /** For people and for the name of the result's file. @default - the project's */
  readonly name?: string;
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function jest(tally: Tally, project: string, { name = project, options = [], env }: JestRun = {}): Promise<void> {
  const file = join(OUTPUT, `jest-${name}.json`);
  const succeeded = await run(`${name} tests`,
    ['npx', 'jest', `--selectProjects=${project}`, '--json', '--outputFile', file, ...options], env);
  const result = resultIn(file);
  tally.passed += result.numPassedTests;
  tally.skipped += result.numPendingTests;
  // A file that does not even load fails without a failed test.
  tally.failed += succeeded ? result.numFailedTests : Math.max(1, result.numFailedTests);
}

interface JestResult { readonly numPassedTests: number; readonly numFailedTests: number; readonly numPendingTests: number }

/** Jest that dies before it has written its result has passed nothing, and has failed once. */
function resultIn(file: string): JestResult {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResult;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
