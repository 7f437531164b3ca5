import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from './apt';
import { findProgram, run } from './command';
import { inspectMachine } from './machine';
import { LOCAL, PROJECT } from './paths';
import type { Report } from './report';
import { SetupError } from './setup-error';
import { compareVersions } from './version';

/** A virtual environment of the project's own. */
export interface PythonEnvironment {
  /** For messages. */
  readonly what: string;
  /** Folder under .local. */
  readonly folder: string;
  /** Requirements with hashes, relative to the project. */
  readonly requirements: string;
}

/** luigid and stock luigi workers. */
export const LUIGI_ENVIRONMENT: PythonEnvironment = { what: 'luigi', folder: 'venv', requirements: 'local/requirements/worker.txt' };
/** An imitation of AWS, for tests. */
export const MOTO_ENVIRONMENT: PythonEnvironment = { what: 'moto', folder: 'venv-moto', requirements: 'test/requirements/moto.txt' };
/** The linter of CloudFormation templates. */
export const CFN_LINT_ENVIRONMENT: PythonEnvironment = { what: 'cfn-lint', folder: 'venv-cfn-lint', requirements: 'test/requirements/cfn-lint.txt' };
/** The AWS CLI and boto3, for tests of what machines do. */
export const AWS_CLI_ENVIRONMENT: PythonEnvironment = { what: 'the AWS CLI', folder: 'venv-aws-cli', requirements: 'test/requirements/aws-cli.txt' };
/** What the Python package of the constructs needs, for its tests. */
export const PYTHON_PACKAGE_ENVIRONMENT: PythonEnvironment = {
  what: 'aws-cdk-lib for Python', folder: 'venv-python-package', requirements: 'test/requirements/python-package.txt',
};

const OLDEST_PYTHON = '3.10';
/** luigi 3.8 declares that it does not work with 3.14. */
const FIRST_TOO_NEW = '3.14';
const EXPECTED = `Python ${OLDEST_PYTHON} to 3.13 with venv and pip`;

/**
 * The environment with exactly what its requirements file says; made anew when that file changed.
 * @returns its folder
 * @throws SetupError where Python or a package can't be had
 */
export async function ensurePythonEnvironment(environment: PythonEnvironment, report: Report): Promise<string> {
  const folder = path.join(LOCAL, environment.folder);
  const stampFile = path.join(folder, '.made-from');
  const stamp = stampOf(readFileSync(path.join(PROJECT, environment.requirements), 'utf8'), folder);
  // Follows the link to the system's Python, which an upgrade of the distribution takes away.
  if (existsSync(path.join(folder, 'bin/python')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return folder;
  mkdirSync(LOCAL, { recursive: true });
  const python = await ensurePython(report);
  await report.step(`making .local/${environment.folder} with ${environment.what} (pip, pinned by hashes)`, async (progress) => {
    // Not by --clear: that would follow a link, and empty another project's.
    rmSync(folder, { recursive: true, force: true });
    await must(`python3 -m venv .local/${environment.folder}`, run(python, ['-m', 'venv', folder]));
    await must(`installing ${environment.requirements}`, run(path.join(folder, 'bin/python'), [
      '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '--no-deps', '--require-hashes', '-r', path.join(PROJECT, environment.requirements),
    ], { PYTHONDONTWRITEBYTECODE: '', PIP_USER: '0' }, progress));
  });
  writeFileSync(stampFile, stamp);
  return folder;
}

/** Tells environments apart: by what is in them and where they lie, since their scripts hold their path. */
export function stampOf(requirements: string, folder: string): string {
  return createHash('sha256').update(`${folder}\n${requirements}`).digest('hex');
}

async function ensurePython(report: Report): Promise<string> {
  const found = await usablePython();
  if (found !== undefined) return found;
  await installPackages({ what: 'python3 with venv', packages: ['python3', 'python3-venv'], otherwise: EXPECTED }, await inspectMachine(), report);
  const installed = await usablePython();
  if (installed === undefined) throw new SetupError(`no python3 on PATH is of use, not even after its installation: expected ${EXPECTED}`);
  return installed;
}

async function usablePython(): Promise<string | undefined> {
  for (const name of ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    const python = findProgram(name);
    if (python === undefined) continue;
    const { status, output } = await run(python, ['-c', 'import sys, ensurepip, venv; print("%d.%d" % sys.version_info[:2])']);
    if (status === 0 && isUsablePython(output.trim())) return python;
  }
  return undefined;
}

/** Whether luigi works with this version of Python, such as `3.12`. */
export function isUsablePython(version: string): boolean {
  return /^\d+\.\d+$/.test(version) && compareVersions(version, OLDEST_PYTHON) >= 0 && compareVersions(version, FIRST_TOO_NEW) < 0;
}

async function must(what: string, outcome: ReturnType<typeof run>): Promise<void> {
  const { status, output } = await outcome;
  if (status === 0) return;
  const lines = output.trim().split('\n');
  throw new SetupError(`${what} failed: ${(lines.find((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? '').trim()}`, output);
}
