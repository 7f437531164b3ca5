import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { BackOff } from './back-off';
import { environmentOf, type Program, type ProgramEvent } from './program';
import { waitFor } from './wait-for';
import type { Watchdog } from './watchdog';

/** One program that is kept running: started, watched, started again when it dies, stopped. */
export class SupervisedProcess {
  /** How often it was started again after it died. */
  restarts = 0;
  private readonly backOff = new BackOff();
  private child?: ChildProcess;
  private wanted = false;
  private everReady = false;
  private timer?: NodeJS.Timeout;
  private lastStatus: number | string = 0;

  /**
   * @param logFile gets what the program writes, unchanged and in order, over all its restarts
   * @param report is told all that happens
   */
  constructor(
    readonly program: Program,
    readonly logFile: string,
    private readonly watchdog: Watchdog,
    private readonly report: (event: Omit<ProgramEvent, 'time' | 'program'>) => void,
  ) {}

  /** Its process id; undefined while it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts it and waits until it is ready.
   * @throws Error with the last line that it wrote, when it ends before or takes too long
   */
  async start(): Promise<void> {
    this.wanted = true;
    this.everReady = false;
    this.launch();
    try {
      await this.untilReady();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Waits until it is ready (again).
   * @throws Error when it takes longer than the program's time-out
   */
  async untilReady(): Promise<void> {
    const { name, ready, readyTimeoutMs } = this.program;
    let failed: Error | undefined;
    await waitFor(async () => {
      // A program that dies before it ever got ready has a wrong setting or a port that is taken: trying again would hide that.
      if (!this.everReady && this.child === undefined) {
        failed = new Error(`${name} ended with ${this.lastStatus} before it was ready: ${this.lastLine()} (log: ${this.logFile})`);
        return true;
      }
      return this.child !== undefined && (ready === undefined || await ready());
    }, { what: `${name} is ready (log: ${this.logFile})`, timeoutMs: readyTimeoutMs ?? 60_000 });
    if (failed) throw failed;
    this.everReady = true;
    this.report({ event: 'ready', pid: this.pid });
  }

  /** Sends a signal to the program itself, as an accident or an operator would. It is started again if it ends. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.child?.kill(signal);
  }

  /** Stops it and starts it anew, without waiting. Resolves once it is ready again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Stops it for good: its stop signal first, SIGKILL to all of its process group when it takes too long. */
  async stop(): Promise<void> {
    this.wanted = false;
    clearTimeout(this.timer);
    const child = this.child;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    this.report({ event: 'stopping', pid: child.pid });
    child.kill(this.program.stopSignal ?? 'SIGTERM');
    const late = setTimeout(() => {
      this.report({ event: 'killed', pid: child.pid });
      this.killGroup(child);
    }, this.program.stopTimeoutMs ?? 5_000);
    await ended;
    clearTimeout(late);
    this.report({ event: 'stopped', pid: child.pid });
  }

  /** Kills it and all that it started at once, and leaves it so. */
  killNow(): void {
    this.wanted = false;
    clearTimeout(this.timer);
    if (this.child) this.killGroup(this.child);
  }

  private launch(): void {
    const { program } = this;
    const log = openSync(this.logFile, 'a', 0o600);
    // A session of its own: Ctrl-C in the terminal then reaches the supervisor alone, which stops all in order.
    const child = spawn(program.command, program.args ?? [], {
      cwd: program.cwd, env: environmentOf(program), stdio: ['ignore', log, log], detached: true,
    });
    closeSync(log);
    this.child = child;
    const startedAt = Date.now();
    if (child.pid !== undefined) {
      this.watchdog.guard(child.pid);
      this.report({ event: 'started', pid: child.pid });
    }
    child.on('error', (error) => {
      if (child.pid === undefined) this.ended(child, (error as NodeJS.ErrnoException).code ?? 'error', 0);
    });
    child.on('exit', (code, signal) => this.ended(child, signal ?? code ?? 0, Date.now() - startedAt));
  }

  private ended(child: ChildProcess, status: number | string, ranForMs: number): void {
    this.lastStatus = status;
    if (child.pid !== undefined) {
      // What it started itself goes with it, so that a restart finds its ports free.
      this.killGroup(child);
      this.watchdog.release(child.pid);
    }
    this.child = undefined;
    this.report({ event: 'ended', pid: child.pid, status });
    if (!this.wanted || !this.everReady) return;
    const delayMs = this.backOff.delayAfter(ranForMs);
    this.report({ event: 'restarting', delayMs });
    this.timer = setTimeout(() => {
      this.restarts += 1;
      this.launch();
    }, delayMs);
  }

  private killGroup(child: ChildProcess): void {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  }

  private lastLine(): string {
    try {
      return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').at(-1)?.slice(0, 500) || 'it wrote nothing';
    } catch {
      return 'it wrote nothing';
    }
  }
}
