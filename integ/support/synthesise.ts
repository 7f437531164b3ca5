import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const INTEG = join(__dirname, '..');

/** Names of the cases. */
export function caseNames(): string[] {
  return readdirSync(INTEG).flatMap((file) => /^integ\.([a-z-]+)\.ts$/.exec(file)?.[1] ?? []).sort();
}

/** Where the snapshot of a case is, by integ-runner's rule. */
export function snapshotFolder(name: string): string {
  return join(INTEG, `integ.${name}.ts.snapshot`);
}

/**
 * Synthesises a case as integ-runner does for a snapshot: with placeholders, whatever the environment has.
 * @throws Error with what synthesis said, which also fails where a pack or CloudFormation's rules find something
 */
export async function synthesise(name: string, directory: string): Promise<void> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([variable]) => !variable.startsWith('CDK_')));
  const child = spawn(process.execPath, ['--import', 'tsx', join(INTEG, `integ.${name}.ts`)], {
    cwd: join(INTEG, '..'), env: { ...environment, CDK_OUTDIR: directory }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { said += text; });
  const [status] = await once(child, 'close') as [number | null];
  if (status !== 0) throw new Error(`synthesis of integ.${name}.ts ended with ${status}: ${said.slice(0, 5000)}`);
}
