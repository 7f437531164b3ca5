import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { LANGUAGES, type Outcome, packageLanguage, type Packager } from './languages';
import { PROJECT, runCommand } from './project';

const DIST = join(PROJECT, 'dist');
const TABLET = '.jsii.tabl.json';

/**
 * `npm run package`: the publishable packages in dist/, in the layout that publishers expect. Says at its end what was left out.
 * `--only python` builds that language alone beside npm; `--require-all` fails where any was left out, as a release must.
 */
async function main(): Promise<void> {
  const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1]?.split(',') : undefined;
  const unknown = only?.find((name) => !LANGUAGES.some(({ target }) => target === name));
  if (unknown !== undefined) throw new Error(`--only: got ${JSON.stringify(unknown)}, expected some of ${LANGUAGES.map(({ target }) => target).join(',')}`);
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(join(DIST, 'js'), { recursive: true });
  must('npm', ['run', '--silent', 'build']);
  must('npm', ['run', '--silent', 'docs:api', '--', '--check']);
  // Samples that don't compile stop it; the translated ones go into the packages.
  rmSync(join(PROJECT, TABLET), { force: true });
  must('npx', ['jsii-rosetta', 'extract', '--strict', '.']);
  must('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', join(DIST, 'js')]);
  const outcomes = LANGUAGES.filter(({ target }) => only?.includes(target) ?? true).map((language) => packageLanguage(language, PACKAGER));
  writeChecksums();
  const incomplete = report(outcomes);
  if (process.argv.includes('--require-all') && incomplete.length > 0) throw new Error(`expected all packages, got none built for ${incomplete.join(', ')}`);
}

const PACKAGER: Packager = {
  has: (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program))),
  pacmak: (target, sourcesOnly) => {
    console.error(`== ${target}${sourcesOnly ? ', sources only' : ''}`);
    rmSync(join(DIST, target), { recursive: true, force: true });
    // Not where publishers look.
    const outdir = sourcesOnly ? join(DIST, 'sources') : DIST;
    const { status, stdout, stderr } = run('npx', [
      'jsii-pacmak', '--target', target, '--outdir', outdir, '--no-npmignore', ...(existsSync(join(PROJECT, TABLET)) ? ['--rosetta-tablet', TABLET] : []), ...(sourcesOnly ? ['--code-only'] : []),
    ], 'pipe');
    return { succeeded: status === 0, output: `${stdout}\n${stderr}` };
  },
};

/** SHA-256 of every file that is published, in the form that `sha256sum --check` reads. */
function writeChecksums(): void {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(DIST, path)).isFile()).sort();
  writeFileSync(join(DIST, 'SHA256SUMS'), files.map((path) => `${createHash('sha256').update(readFileSync(join(DIST, path))).digest('hex')}  ${path}\n`).join(''));
}

/** @returns the languages that are not built */
function report(outcomes: readonly Outcome[]): string[] {
  for (const path of readdirSync(DIST, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(?:tgz|whl|tar\.gz|jar|nupkg)$/.test(path) && !/^(?:go|sources)\//.test(path)) console.log(`dist/${path}: ${(statSync(join(DIST, path)).size / 1024).toFixed(0)} KB`);
  }
  const incomplete = outcomes.filter(({ result }) => result !== 'built');
  for (const { target, result, reason } of incomplete) {
    console.log(result === 'sources' ? `${target}: sources in dist/sources/${target}, not built: ${reason}` : `${target}: left out: ${reason}`);
  }
  return incomplete.map(({ target }) => target);
}

function must(program: string, args: readonly string[]): void {
  console.error(`== ${program} ${args.join(' ')}`);
  const { status } = run(program, args, 'inherit');
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`);
}

function run(program: string, args: readonly string[], output: 'inherit' | 'pipe') {
  return spawnSync(program, args, {
    cwd: PROJECT, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', output, output],
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
  });
}

runCommand(main);
