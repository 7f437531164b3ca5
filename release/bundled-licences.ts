import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { PROJECT } from './project';

const LICENCE_FILES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'license.md', 'license.txt', 'LICENSE-MIT'];

/** Every bundled package with its licence text. @throws Error where a package has none: it could not be shipped */
export function bundledLicences({ inputs }: Metafile): string {
  const folders = new Set(Object.keys(inputs).flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(PROJECT, folder, 'package.json'), 'utf8')) as Record<string, string>;
    const file = LICENCE_FILES.map((each) => join(PROJECT, folder, each)).find((each) => existsSync(each));
    if (license === undefined) throw new Error(`${folder}: got no licence in its package.json, expected one: it can't be shipped`);
    return `${name} ${version} (${license})\n\n${file === undefined ? 'The package holds no licence text of its own.' : readFileSync(file, 'utf8').trim()}\n`;
  }).join(`\n${'-'.repeat(80)}\n\n`);
}
