import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/**
 * Bundles the gateway with everything that it needs into one file, which the image copies and the npm package ships.
 * The licences of what is bundled stand beside it, in THIRD-PARTY-LICENSES.txt.
 */
async function main(): Promise<void> {
  const dist = join(__dirname, 'dist');
  mkdirSync(dist, { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(__dirname, 'src', 'main.ts')],
    outfile: join(dist, 'gateway.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences(metafile));
  const bytes = Object.entries(metafile.outputs).find(([file]) => file.endsWith('gateway.js'))?.[1].bytes ?? 0;
  console.error(`gateway bundle: ${(bytes / 1024 / 1024).toFixed(2)} MB`);
}

/** Every bundled package with its licence text. A package without one stops the build: it could not be shipped. */
function licences(metafile: Metafile): string {
  const folders = new Set(Object.keys(metafile.inputs).flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Record<string, string>;
    const file = LICENCE_FILES.map((each) => join(ROOT, folder, each)).find((each) => existsSync(each));
    if (license === undefined) throw new Error(`${folder}: got no licence in its package.json, expected one: it can't be shipped`);
    return `${name} ${version} (${license})\n\n${file === undefined ? 'The package holds no licence text of its own.' : readFileSync(file, 'utf8').trim()}\n`;
  }).join(`\n${'-'.repeat(80)}\n\n`);
}

const LICENCE_FILES = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'license', 'license.md', 'license.txt', 'LICENSE-MIT'];

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
