import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run';

const PROJECT = join(__dirname, '../../..');

/** The npm package as it would be published. The build has run before: `npm test` sees to it. @returns its file */
export function packNpm(folder: string): string {
  const [packed] = JSON.parse(run(PROJECT, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder])) as [{ filename: string }];
  return join(folder, packed.filename);
}

/** The wheel as it would be published. @returns its file */
export function packWheel(folder: string): string {
  run(PROJECT, 'npx', ['jsii-pacmak', '--target', 'python', '--outdir', folder, '--no-npmignore']);
  const python = join(folder, 'python');
  const wheel = readdirSync(python).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`got ${readdirSync(python).join(', ')}, expected a wheel`);
  return join(python, wheel);
}
