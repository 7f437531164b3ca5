import { spawn } from 'node:child_process';
import type { Logger } from '../../log';
import { writeOnce } from './durable-file';
import { isRunning, pidOf } from './process-identity';
import type { AskedRun, RunFolder } from './run-folder';
import { SUPERVISE } from './supervise-run';

/** The processes that supervise runs, each one attempt. They outlive the gateway. */
export class Supervisors {
  /** @param program program and first arguments of such a process */
  constructor(private readonly program: readonly string[], private readonly log: Pick<Logger, 'error'>) {}

  /** Starts the process that takes the attempt on. Where it can not be started, the attempt has failed. */
  start(folder: RunFolder, attempt: number, { job, id }: AskedRun): void {
    const [program = process.execPath, ...args] = this.program;
    const gone = (reason: string): void => {
      try {
        // It may have found that another one had taken the attempt on; or it was killed, and what it ran goes with it.
        if (folder.claim(attempt) !== undefined) return void folder.end(attempt);
        this.log.error('run-not-started', { job, run: id, reason });
        writeOnce(folder.file(attempt, 'end'), { state: 'failed', endedAt: new Date().toISOString(), cause: 'its process could not be started on this machine' });
      } catch (error) {
        // Nobody waits for this. Accepted and not started, it is started with the gateway's next start.
        this.log.error('run-end-not-written', { job, run: id, error });
      }
    };
    try {
      // Without the gateway's environment: its settings and credentials are none of the run's business.
      const child = spawn(program, [...args, SUPERVISE, folder.path, String(attempt)], {
        cwd: folder.path, env: { PATH: process.env.PATH ?? '' }, detached: true, stdio: 'ignore', shell: false,
      });
      child.once('error', (error) => gone(error.name));
      child.once('exit', (code, signal) => gone(`ended with ${code ?? signal}`));
      child.unref();
    } catch (error) {
      gone(error instanceof Error ? error.name : 'an error');
    }
  }

  /** Asks the process that has taken the attempt on, if there is one, to stop. */
  stop(folder: RunFolder, attempt: number): void {
    const claim = folder.claim(attempt);
    if (claim === undefined || !isRunning(claim.supervisor)) return;
    try {
      process.kill(pidOf(claim.supervisor), 'SIGTERM');
    } catch {
      // It has just ended.
    }
  }
}
