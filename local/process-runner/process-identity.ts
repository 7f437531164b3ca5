import { readFileSync } from 'node:fs';

/**
 * Names this process so that no later process of the same number is taken for it: `<pid>-<start time in ticks since boot>`.
 * Where the system does not tell start times (macOS), by its number alone.
 */
export function ownIdentity(): string {
  return identityOf(process.pid);
}

/** Whether the process that called itself so by {@link ownIdentity} still runs. */
export function isRunning(identity: string): boolean {
  const pid = Number(identity.split('-')[0]);
  return pid > 0 && isAlive(pid) && identityOf(pid) === identity;
}

function identityOf(pid: number): string {
  return `${pid}-${startTime(pid) ?? ''}`;
}

/** @see proc_pid_stat(5), field 22; the program's name before it may hold blanks and brackets */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
