import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the gateway with everything that it needs into one file, which the image copies and the npm package ships.
 * Licences of what is bundled stand beside it in gateway.js.LEGAL.txt.
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
    legalComments: 'external',
    metafile: true,
    logLevel: 'warning',
  });
  const bytes = Object.entries(metafile.outputs).find(([file]) => file.endsWith('gateway.js'))?.[1].bytes ?? 0;
  console.error(`gateway bundle: ${(bytes / 1024 / 1024).toFixed(2)} MB`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
