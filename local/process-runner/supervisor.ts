import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Program, ProgramEvent } from './program';
import { SupervisedProcess } from './supervised-process';
import { Watchdog } from './watchdog';

/**
 * Keeps programs running: starts them in order, starts one again that died, stops all in reverse order.
 * Nothing that it started outlives it, however it ends itself.
 */
export class Supervisor {
  private readonly processes = new Map<string, SupervisedProcess>();
  private readonly watchdog = new Watchdog();
  private stopping?: Promise<void>;

  /** @param logDirectory holds a log of each program, `<name>.log`, and what the supervisor did, `supervisor.jsonl` */
  constructor(readonly logDirectory: string) {
    mkdirSync(logDirectory, { recursive: true });
  }

  /**
   * Starts a program and waits until it is ready.
   * @throws Error when its name is taken, when it ends before it is ready or takes too long
   */
  async start(program: Program): Promise<SupervisedProcess> {
    if (this.processes.has(program.name)) {
      throw new Error(`a program named ${program.name} runs already, expected a name of its own`);
    }
    if (this.stopping) throw new Error(`${program.name} was not started: the supervisor is stopping`);
    const supervised = new SupervisedProcess(program, path.join(this.logDirectory, `${program.name}.log`), this.watchdog,
      (event) => this.record({ time: new Date().toISOString(), program: program.name, ...event }));
    this.processes.set(program.name, supervised);
    await supervised.start();
    return supervised;
  }

  /**
   * The program of that name.
   * @throws Error when there is none
   */
  get(name: string): SupervisedProcess {
    const found = this.processes.get(name);
    if (!found) throw new Error(`no program named ${name}, expected one of ${[...this.processes.keys()].join(', ')}`);
    return found;
  }

  /** Process ids of what runs now, by name. */
  get pids(): Record<string, number> {
    return Object.fromEntries([...this.processes].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]])));
  }

  /** Takes a process group of somebody else's in: it does not outlive the supervisor, however that ends. */
  adopt(group: number): void {
    this.watchdog.guard(group);
  }

  /** An adopted group has ended: its number may soon be somebody else's. */
  release(group: number): void {
    this.watchdog.release(group);
  }

  /** Stops all, last started first. Asked twice, it stops once. */
  stop(): Promise<void> {
    this.stopping ??= (async () => {
      for (const supervised of [...this.processes.values()].reverse()) await supervised.stop();
      this.watchdog.close();
    })();
    return this.stopping;
  }

  /** Kills all at once: for a second Ctrl-C, and for `process.on('exit')`. */
  killNow(): void {
    for (const supervised of this.processes.values()) supervised.killNow();
  }

  private record(event: ProgramEvent): void {
    try {
      appendFileSync(path.join(this.logDirectory, 'supervisor.jsonl'), `${JSON.stringify(event)}\n`);
    } catch {
      // The directory may be taken away while the last program stops; there is nobody left to tell.
    }
  }
}
