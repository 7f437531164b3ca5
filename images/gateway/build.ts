import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundledLicences } from '../../release/bundled-licences';

/** The programs of the image, by the names of their bundles. */
const PROGRAMS = { 'gateway': 'main.ts', 'lane-agent': 'lane-agent/main.ts' };

/**
 * Bundles the gateway and the lane agent, each with everything that it needs into one file, which the image copies and the npm package ships.
 * The licences of what is bundled stand beside them, in THIRD-PARTY-LICENSES.txt.
 */
async function main(): Promise<void> {
  const dist = join(__dirname, 'dist');
  mkdirSync(dist, { recursive: true });
  const inputs: Metafile['inputs'] = {};
  const outputs: Metafile['outputs'] = {};
  // One after the other: each is to be whole by itself.
  for (const [name, entry] of Object.entries(PROGRAMS)) {
    const { metafile } = await build({
      entryPoints: [join(__dirname, 'src', entry)],
      outfile: join(dist, `${name}.js`),
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
    Object.assign(inputs, metafile.inputs);
    Object.assign(outputs, metafile.outputs);
    const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
    console.error(`${name} bundle: ${(bytes / 1024 / 1024).toFixed(2)} MB`);
  }
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), bundledLicences({ inputs, outputs }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
