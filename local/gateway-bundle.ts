import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './setup/command';
import { withLock } from './setup/lock';
import { LOCAL, PROJECT } from './setup/paths';

const SOURCES = ['images/gateway/src', 'images/gateway/build.ts', 'lib/contract', 'package-lock.json'];

/**
 * The gateway as one file; bundled anew when a source is newer than it.
 * @returns its path
 * @throws Error with what the bundler said
 */
export async function ensureGatewayBundle(): Promise<string> {
  const bundle = path.join(PROJECT, 'images/gateway/dist/gateway.js');
  return await withLock(path.join(LOCAL, 'bundle.lock'), async () => {
    const newest = Math.max(...SOURCES.map((source) => newestIn(path.join(PROJECT, source))));
    if (!existsSync(bundle) || statSync(bundle).mtimeMs < newest) {
      const { status, output } = await run(process.execPath, ['--import', 'tsx', path.join(PROJECT, 'images/gateway/build.ts')]);
      if (status !== 0) throw new Error(`bundling the gateway failed: ${output.trim()}`);
    }
    return bundle;
  });
}

function newestIn(place: string): number {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(place).filter((name) => /\.(ts|json)$|^[^.]+$/.test(name)).map((name) => newestIn(path.join(place, name))));
}
