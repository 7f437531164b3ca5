import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PROJECT = resolve(__dirname, '..', '..');
const SOURCES = join(PROJECT, 'images', 'luigid');

/** One line of luigid's log; a line that is no JSON (a refused setting) is held as `text`. */
export interface LuigidLogLine {
  readonly event?: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** How a luigid ended. */
export interface LuigidEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a luigid is started with. */
export interface LuigidOptions {
  /** @default - a new directory under the system's temporary one */
  readonly stateDir?: string;
  /** @default 0: a free port */
  readonly port?: number;
  /** Further environment variables, such as LUIGID_TASK_HISTORY_URL. @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** The Python to run it with. @default - $LUIGID_PYTHON, else .local/venv/bin/python */
  readonly python?: string;
}

/** A luigid process, whether or not it came to listen. */
export class LuigidProcess {
  /** All that it has logged so far. */
  public readonly logs: LuigidLogLine[] = [];
  /** Settles when it has ended. */
  public readonly ended: Promise<LuigidEnd>;
  /** Its process id. */
  public readonly pid: number;
  private readonly listeners = new Set<() => void>();
  private readonly child;
  private end: LuigidEnd | undefined;

  public constructor(public readonly stateDir: string, python: string, env: Readonly<Record<string, string>>) {
    this.child = spawn(python, ['-m', 'luigid'], { cwd: tmpdir(), env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.pid = this.child.pid ?? 0;
    createInterface({ input: this.child.stderr }).on('line', (line) => {
      this.logs.push(parseLine(line));
      this.listeners.forEach((listener) => listener());
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.end = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      this.listeners.forEach((listener) => listener());
      return this.end;
    });
  }

  /** The lines of one event. */
  public events(event: string): LuigidLogLine[] {
    return this.logs.filter((line) => line.event === event);
  }

  /** Waits for a line, also one that has already been written; fails when luigid ends or after `milliseconds`. */
  public async waitForLog(event: string, matches: (line: LuigidLogLine) => boolean = () => true, milliseconds = 60_000): Promise<LuigidLogLine> {
    return new Promise((done, fail) => {
      const finish = (outcome: () => void): void => {
        clearTimeout(timer);
        this.listeners.delete(look);
        outcome();
      };
      const problem = (what: string): Error => new Error(`luigid ${what} before it logged "${event}": ${JSON.stringify(this.logs)}`);
      const look = (): void => {
        const line = this.logs.find((one) => one.event === event && matches(one));
        if (line !== undefined) finish(() => done(line));
        else if (this.end !== undefined) finish(() => fail(problem('ended')));
      };
      const timer = setTimeout(() => finish(() => fail(problem(`did nothing for ${milliseconds} ms`))), milliseconds);
      this.listeners.add(look);
      look();
    });
  }

  /** Sends a signal. */
  public signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Asks it to stop (SIGTERM) and waits until it has. */
  public async stop(): Promise<LuigidEnd> {
    this.signal('SIGTERM');
    return this.ended;
  }

  /** Kills it (SIGKILL) and waits until it is gone. */
  public async kill(): Promise<LuigidEnd> {
    this.signal('SIGKILL');
    return this.ended;
  }
}

/** A luigid that listens. */
export class Luigid {
  /** Where it listens, without a slash at the end. */
  public readonly url: string;

  public constructor(public readonly process: LuigidProcess, public readonly port: number) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Where its state lies. */
  public get stateDir(): string { return this.process.stateDir; }
  /** All that it has logged so far. */
  public get logs(): readonly LuigidLogLine[] { return this.process.logs; }
  /** See {@link LuigidProcess.stop}. */
  public async stop(): Promise<LuigidEnd> { return this.process.stop(); }
  /** See {@link LuigidProcess.kill}. */
  public async kill(): Promise<LuigidEnd> { return this.process.kill(); }

  /** One call as a worker makes it; answers what stands under `response`. */
  public async rpc(method: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const answer = await fetch(`${this.url}/api/${method}`, { method: 'POST', body: new URLSearchParams({ data: JSON.stringify(args) }) });
    if (!answer.ok) throw new Error(`luigid answered ${answer.status} to ${method}`);
    return ((await answer.json()) as { response: unknown }).response;
  }
}

/** Starts a luigid without waiting for it: for tests of what it refuses. */
export function spawnLuigid(options: LuigidOptions = {}): LuigidProcess {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'luigid-'));
  const python = options.python ?? process.env['LUIGID_PYTHON'] ?? join(PROJECT, '.local', 'venv', 'bin', 'python');
  if (!existsSync(python)) throw new Error(`there is no ${python}: run "npm run setup", or name another Python in LUIGID_PYTHON`);
  return new LuigidProcess(stateDir, python, {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    PYTHONPATH: SOURCES,
    PYTHONSAFEPATH: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    LUIGID_PORT: String(options.port ?? 0),
    LUIGID_STATE_DIR: stateDir,
    LUIGID_LOG_LEVEL: 'debug',
    ...options.env,
  });
}

/** Starts the real luigid and waits until it listens; fails with its log if it does not. The caller stops it. */
export async function startLuigid(options: LuigidOptions = {}): Promise<Luigid> {
  const started = spawnLuigid(options);
  try {
    const { port } = await started.waitForLog('listening');
    return new Luigid(started, port as number);
  } catch (error) {
    started.signal('SIGKILL');
    throw error;
  }
}

function parseLine(line: string): LuigidLogLine {
  try {
    return JSON.parse(line) as LuigidLogLine;
  } catch {
    return { text: line };
  }
}
