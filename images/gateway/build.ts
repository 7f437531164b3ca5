import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledLicences } from '../../release/bundled-licences';

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
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), bundledLicences(metafile));
  const bytes = Object.entries(metafile.outputs).find(([file]) => file.endsWith('gateway.js'))?.[1].bytes ?? 0;
  console.error(`gateway bundle: ${(bytes / 1024 / 1024).toFixed(2)} MB`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
