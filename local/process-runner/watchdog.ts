import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends what the supervisor leaves behind when it is killed outright (kill -9, out of memory), on any POSIX system.
 *
 * A shell waits on a pipe from the supervisor, which names each process group that it starts. The kernel closes the pipe
 * when the supervisor is gone, whatever the way; the shell then kills the groups still named. It has a session of its
 * own, so that no signal meant for the supervisor's group reaches it.
 */
export class Watchdog {
  private readonly shell: ChildProcess;

  constructor() {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
    this.shell.stdin?.on('error', () => undefined);
    this.shell.on('error', () => undefined);
    this.shell.unref();
    (this.shell.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  }

  /** Names a process group that must not outlive the supervisor. */
  guard(group: number): void {
    this.shell.stdin?.write(`+ ${group}\n`);
  }

  /** The group has ended: its number may soon be somebody else's. */
  release(group: number): void {
    this.shell.stdin?.write(`- ${group}\n`);
  }

  /** Lets the shell go. Groups still guarded are killed. */
  close(): void {
    this.shell.stdin?.end();
  }
}

const SCRIPT = `
groups=" "
while read -r verb group; do
  case "$verb" in
    +) groups="$groups$group " ;;
    -) left=" "; for each in $groups; do [ "$each" = "$group" ] || left="$left$each "; done; groups="$left" ;;
  esac
done
for each in $groups; do kill -s KILL -- "-$each" 2>/dev/null; done
`;
