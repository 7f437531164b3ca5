import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensure } from '../local/setup/ensure';
import { PROJECT } from '../local/setup/paths';
import { Report } from '../local/setup/report';
import { SetupError } from '../local/setup/setup-error';
import { readAssembly } from './assembly/read-assembly';
import { MisuseError } from './misuse';
import { asText } from './report/text';
import { check } from './result';

const USAGE = 'usage: npm run preflight [-- [--app DIR]... [--json]]   (DIR: a cloud assembly; without one, the example is synthesised and checked with the snapshots of integ/)';

/** `npm run preflight`: 0 where nothing would be refused, 1 where something would, 2 where it was called wrongly. */
async function main(args: readonly string[]): Promise<number> {
  const options = parse(args);
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const folders = options.app.length > 0 ? options.app : ownAssemblies();
  const assemblies = folders.map((folder) => readAssembly(path.resolve(folder)));
  const { 'cfn-lint': environment } = await ensure(['cfn-lint'], new Report());
  const result = await check(assemblies, environment);
  console.log(options.json ? JSON.stringify(result, null, 2) : asText(result));
  return result.ok ? 0 : 1;
}

interface Options { readonly app: readonly string[]; readonly json: boolean; readonly help: boolean }

function parse(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args], options: { app: { type: 'string', multiple: true }, json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    return { app: values.app ?? [], json: values.json ?? false, help: values.help ?? false };
  } catch (error) {
    throw new MisuseError(`${(error as Error).message}\n${USAGE}`);
  }
}

/** The example, synthesised anew, and the snapshots of the integration tests. */
function ownAssemblies(): string[] {
  const { status } = spawnSync('npm', ['run', '--silent', 'synth'], { cwd: PROJECT, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new MisuseError(`"npm run synth" ended with ${status}: expected a cloud assembly in cdk.out; mend that first, or name another by --app`);
  const integ = path.join(PROJECT, 'integ');
  const snapshots = existsSync(integ) ? readdirSync(integ).filter((name) => name.endsWith('.snapshot')).sort() : [];
  return [path.join(PROJECT, 'cdk.out'), ...snapshots.map((name) => path.join(integ, name))];
}

main(process.argv.slice(2)).then((status) => { process.exitCode = status; }, (error: unknown) => {
  console.error(error instanceof MisuseError || error instanceof SetupError ? `preflight: ${error.message}` : error);
  process.exitCode = error instanceof MisuseError ? 2 : 1;
});
