import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

const ROOT = join(__dirname, '..', '..', '..');
const FOLDER = join(ROOT, '.local', 'bench');
/** The library as it is published: compiled. */
export const LIBRARY = join(ROOT, 'lib', 'index.js');

/** The library and what it is made of stay imports, as they are for a user: what is bundled is our own few lines only. */
const LIBRARY_OUTSIDE: Plugin = {
  name: 'library-outside',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/lib$/ }, () => ({ path: LIBRARY, external: true }));
    onResolve({ filter: /^(?:aws-cdk-lib|constructs|cdk-nag)(?:$|\/)/ }, ({ path }) => ({ path, external: true }));
  },
};

/**
 * Makes programs that plain Node.js runs, so that no time goes into TypeScript.
 * @param folder of test/bench/ in which they stand
 * @returns the file of each
 * @throws Error where the library is not built
 */
export async function makePrograms<Name extends string>(names: readonly Name[], folder = 'synth'): Promise<Record<Name, string>> {
  if (!existsSync(LIBRARY)) throw new Error('the library is not built: expected lib/index.js; run npm run build first');
  await build({
    entryPoints: names.map((name) => join(__dirname, '..', folder, `${name}.ts`)), outdir: FOLDER, outExtension: { '.js': '.cjs' },
    bundle: true, platform: 'node', target: 'node20', format: 'cjs', plugins: [LIBRARY_OUTSIDE], logLevel: 'warning',
  });
  return Object.fromEntries(names.map((name) => [name, join(FOLDER, `${name}.cjs`)])) as Record<Name, string>;
}

/** Runs one of them. @returns what it told, and how long the whole process took */
export async function runProgram<Result>(args: readonly string[]): Promise<Result & { readonly processMs: number }> {
  const began = performance.now();
  const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd: FOLDER, maxBuffer: 1 << 24 });
  return { ...JSON.parse(stdout) as Result, processMs: performance.now() - began };
}

/** The modules that the compiled library asks for, Node's own left out. */
export function modulesOfLibrary(): string[] {
  const folder = join(ROOT, 'lib');
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/require\("((?:aws-cdk-lib|constructs)[^"]*)"\)/g)].map(([, name]) => name as string));
  return [...new Set(modules)].sort();
}
