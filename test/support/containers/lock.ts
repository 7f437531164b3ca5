import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, ownIdentity } from './process-identity';

/**
 * Runs `work` while no other process runs work under the same lock file. A lock whose holder no longer runs is taken over.
 *
 * @throws Error if another process holds it for more than 20 minutes
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  const givenUp = Date.now() + 20 * 60_000;
  while (!take(file)) {
    if (Date.now() > givenUp) {
      throw new Error(`${file} has been held by process ${readFileSync(file, 'utf8')} for 20 minutes; end that process`);
    }
    await pause(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, ownIdentity(), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = readIfThere(file);
  // An empty file is one that is being written at this moment.
  if (holder !== undefined && holder !== '' && !isRunning(holder)) rmSync(file, { force: true });
  return false;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
