import { readFileSync } from 'node:fs';

/** Names this process so that no later process of the same number is taken for it: `<pid>-<start time in ticks since boot>`. */
export function ownIdentity(): string {
  return `${process.pid}-${startTime(process.pid)}`;
}

/** Whether the process that called itself so by {@link ownIdentity} still runs. */
export function isRunning(identity: string): boolean {
  const [pid, start] = identity.split('-');
  return start !== undefined && startTime(Number(pid)) === start;
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
