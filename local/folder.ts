import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning, ownIdentity } from '../images/gateway/src/jobs/local/process-identity';
import { LOCAL } from './setup/paths';

const OWNER = 'owner';

/**
 * An empty folder for one run of the service: `.local/<name>`, or `.local/<name>-2` and so on while a living service holds that.
 * What an earlier run left there is removed; one that was killed does not block.
 * @throws Error when ten services of that name run
 */
export function claimFolder(name: string, parent: string = LOCAL): string {
  for (let number = 1; number <= 10; number += 1) {
    const folder = path.join(parent, number === 1 ? name : `${name}-${number}`);
    if (isHeld(folder)) continue;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, OWNER), ownIdentity());
    return folder;
  }
  throw new Error(`ten services named ${name} run already, expected one of them to be stopped first`);
}

/** Gives the folder up; what is in it stays, for who wants to look. */
export function releaseFolder(folder: string): void {
  rmSync(path.join(folder, OWNER), { force: true });
}

function isHeld(folder: string): boolean {
  const file = path.join(folder, OWNER);
  return existsSync(file) && isRunning(readFileSync(file, 'utf8'));
}
