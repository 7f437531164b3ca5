import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { caseNames, snapshotFolder, synthesise } from './support/synthesise';

/** `npm run integ:snapshot`: writes all snapshots anew, without deploying and without the assets, which are megabytes and say nothing. */
async function update(name: string): Promise<void> {
  const synthesised = mkdtempSync(join(tmpdir(), `integ-${name}-`));
  try {
    await synthesise(name, synthesised);
    rmSync(snapshotFolder(name), { recursive: true, force: true });
    cpSync(synthesised, snapshotFolder(name), { recursive: true, filter: (path) => !basename(path).startsWith('asset.') });
  } finally {
    rmSync(synthesised, { recursive: true, force: true });
  }
}

Promise.all(caseNames().map(update)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
