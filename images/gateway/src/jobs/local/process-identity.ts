import { readFileSync } from 'node:fs';

/**
 * Names a process so that no later one of the same number is taken for it: `<pid>-<start time in ticks>-<boot>`.
 * Where the system does not tell these (macOS), by its number alone.
 */
export function identityOf(pid: number): string {
  return `${pid}-${startTime(pid) ?? ''}-${bootId()}`;
}

/** Names this process. */
export function ownIdentity(): string {
  return identityOf(process.pid);
}

/** Whether the process of that identity still runs. In a container, this one may be number 1. */
export function isRunning(identity: string): boolean {
  const pid = pidOf(identity);
  return pid > 0 && identityOf(pid) === identity && isAlive(pid);
}

/** The number of the process of that identity. */
export function pidOf(identity: string): number {
  return Number(identity.split('-', 1)[0]);
}

/** Signals a process group, where it is still there. */
export function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    if (group > 1) process.kill(-group, signal);
  } catch {
    // Nothing of it is left.
  }
}

/** @see proc_pid_stat(5): field 3 is the state, 22 the start time; the program's name before them may hold blanks and brackets */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs no more
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  } catch {
    return '';
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
