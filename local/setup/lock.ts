import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning, ownIdentity } from '../../images/gateway/src/jobs/local/process-identity';
import { waitFor } from '../process-runner/wait-for';

const UNNAMED_FOR_MS = 2_000;
const TELL_AFTER_MS = 1_000;

/**
 * Does the work while no other process does work under the same lock. A lock whose holder is gone is taken over.
 * @param file the lock: says which process holds it
 * @param onWait is told once, where another has held it for a second
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait: () => void = () => undefined): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  let tellAt = Date.now() + TELL_AFTER_MS;
  await waitFor(() => {
    if (take(file)) return true;
    if (Date.now() >= tellAt) {
      tellAt = Infinity;
      onWait();
    }
    return false;
  }, { what: `${file} is free: another set-up runs`, timeoutMs: 600_000, everyMs: 200 });
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
  } catch {
    const holder = readFileSync(file, 'utf8');
    // Without a holder it was just made, or its maker was killed between making and writing it.
    const abandoned = holder === '' ? Date.now() - statSync(file).mtimeMs > UNNAMED_FOR_MS : !isRunning(holder);
    if (abandoned) rmSync(file, { force: true });
    return false;
  }
}
