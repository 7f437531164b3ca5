import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundledLicences } from '../../release/bundled-licences';
import { PROJECT } from '../../release/project';

/**
 * Bundles the command line into one file. CDK and cdk-nag stay imports: the user's own are taken, as for the library. The licences of what
 * is bundled stand beside it.
 * @returns the file
 */
export async function bundleCommandLine(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'cdk-lighttpd-luigi.js');
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [join(__dirname, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    external: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o755);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), bundledLicences(metafile));
  return outfile;
}
