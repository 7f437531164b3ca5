import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
    writeFileSync(path.join(folder, OWNER), identityOf(process.pid));
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
  if (!existsSync(file)) return false;
  const owner = readFileSync(file, 'utf8');
  const pid = Number(owner.split(' ')[0]);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return pid > 0 && identityOf(pid) === owner;
}

/** A process and when it began, where the system tells: numbers come round again. */
function identityOf(pid: number): string {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return `${pid} ${afterName.split(' ')[19]}`;
  } catch {
    return `${pid} `;
  }
}
