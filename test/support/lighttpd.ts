import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { connect } from 'node:tls';
import { freePorts } from '../../local/process-runner/free-ports';

const PROJECT = resolve(__dirname, '..', '..');
const ENTRY = join(PROJECT, 'images', 'lighttpd', 'entry.sh');

/** One line of the access log. */
export interface AccessLogLine {
  readonly time: string;
  readonly lane: 'people' | 'worker';
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: string;
  readonly microseconds: number;
  readonly requestId: string;
  readonly userAgent: string;
}

/** How a lighttpd ended, and what it said. */
export interface LighttpdEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

/** Settings by their names in the environment; free ports, a temporary run folder and a small static folder where left out. */
export type LighttpdSettings = Readonly<Record<string, string>>;

/** A lighttpd that was started by the image's own entry script. */
export class Lighttpd {
  /** The access log's lines as they were written, so that a test can judge the bytes. */
  public readonly rawAccessLog: string[] = [];
  /** What it said on standard error so far. */
  public errors = '';
  /** Settles when it has ended and its output is read to the end. */
  public readonly ended: Promise<LighttpdEnd>;
  private readonly child: ChildProcess;
  private readonly listeners = new Set<() => void>();

  public constructor(private readonly settings: LighttpdSettings, private readonly temporary: string) {
    const { PATH = '' } = process.env;
    // LIGHTTPD_TEST_PATH puts another release of lighttpd before the installed one.
    const path = [process.env.LIGHTTPD_TEST_PATH, PATH].filter(Boolean).join(delimiter);
    this.child = spawn(ENTRY, [], { cwd: tmpdir(), env: { PATH: path, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.rawAccessLog.push(line);
      this.listeners.forEach((listener) => listener());
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.errors += text; });
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      rmSync(this.temporary, { recursive: true, force: true });
      return { code: code as number | null, signal: signal as NodeJS.Signals | null, errors: this.errors };
    });
  }

  /** The people lane's port. */
  public get peoplePort(): number { return Number(this.settings.LIGHTTPD_PEOPLE_PORT); }
  /** The worker lane's port. */
  public get workerPort(): number { return Number(this.settings.LIGHTTPD_WORKER_PORT); }
  /** Where its key pair and temporary files are. */
  public get runDir(): string { return this.settings.LIGHTTPD_RUN_DIR ?? ''; }
  /** Its self-signed certificate: what a client trusts. */
  public get certPath(): string { return join(this.runDir, 'cert.pem'); }
  /** The process that supervises lighttpd and passes signals on. */
  public get pid(): number { return this.child.pid ?? 0; }
  /** The access log so far; throws where a line is no JSON. */
  public get accessLog(): AccessLogLine[] { return this.rawAccessLog.map((line) => JSON.parse(line) as AccessLogLine); }

  /** Waits for a line of the access log, also one that has already been written. */
  public async waitForAccessLog(matches: (line: AccessLogLine) => boolean, milliseconds = 60_000): Promise<AccessLogLine> {
    return new Promise((done, fail) => {
      const look = (): void => {
        const found = this.accessLog.find(matches);
        if (found === undefined) return;
        clearTimeout(timer);
        this.listeners.delete(look);
        done(found);
      };
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        fail(new Error(`no such line in the access log after ${milliseconds} ms: ${this.rawAccessLog.slice(-5).join('\n')}`));
      }, milliseconds);
      this.listeners.add(look);
      look();
    });
  }

  /** Sends a signal to the process that was started. */
  public signal(signal: NodeJS.Signals): void { this.child.kill(signal); }

  /** Asks it to stop and waits until it has. */
  public async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<LighttpdEnd> {
    this.signal(signal);
    return this.ended;
  }

  /** Kills it and waits until it is gone. */
  public async kill(): Promise<LighttpdEnd> { return this.stop('SIGKILL'); }
}

/** Starts the entry script without waiting for it to listen: for what it refuses. */
export function runLighttpd(settings: LighttpdSettings): Lighttpd {
  const temporary = mkdtempSync(join(tmpdir(), 'lighttpd-test-'));
  const run = join(temporary, 'run');
  mkdirSync(run);
  return new Lighttpd({
    LIGHTTPD_BIND: '127.0.0.1', LIGHTTPD_RUN_DIR: run, LIGHTTPD_STATIC_DIR: settings.LIGHTTPD_STATIC_DIR ?? smallStaticDir(temporary), ...settings,
  }, temporary);
}

/** Starts lighttpd and waits until both lanes answer. */
export async function startLighttpd(settings: LighttpdSettings = {}): Promise<Lighttpd> {
  const [people, worker] = await freePorts(2);
  const lighttpd = runLighttpd({ LIGHTTPD_PEOPLE_PORT: `${people}`, LIGHTTPD_WORKER_PORT: `${worker}`, ...settings });
  let end: LighttpdEnd | undefined;
  void lighttpd.ended.then((how) => { end = how; });
  const deadline = Date.now() + 60_000;
  for (const port of [lighttpd.peoplePort, lighttpd.workerPort]) {
    while (!await answersTls(port)) {
      if (end !== undefined) throw new Error(`lighttpd ended with ${end.code ?? end.signal}: ${end.errors}`);
      if (Date.now() > deadline) {
        await lighttpd.kill();
        throw new Error(`lighttpd does not answer on port ${port}: ${lighttpd.errors}`);
      }
    }
  }
  return lighttpd;
}

/** luigi's own static folder: $LUIGI_STATIC_DIR, else that of the project's virtual environment. */
export function luigiStaticDir(): string {
  const given = process.env.LUIGI_STATIC_DIR;
  if (given !== undefined && given !== '') return given;
  const lib = join(PROJECT, '.local', 'venv', 'lib');
  const python = (existsSync(lib) ? readdirSync(lib) : []).find((name) => name.startsWith('python'));
  if (python === undefined) throw new Error(`no virtual environment at ${join(PROJECT, '.local', 'venv')}: run npm run setup, or set LUIGI_STATIC_DIR`);
  return join(lib, python, 'site-packages', 'luigi', 'static');
}

async function answersTls(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    const finish = (answer: boolean, wait: number): void => { socket.destroy(); setTimeout(done, wait, answer); };
    // Whoever else has the port by now may say nothing at all.
    socket.setTimeout(1_000, () => finish(false, 0));
    socket.once('secureConnect', () => finish(true, 0)).once('error', () => finish(false, 20));
  });
}

function smallStaticDir(folder: string): string {
  const visualiser = join(folder, 'static', 'visualiser');
  mkdirSync(join(visualiser, 'mockdata'), { recursive: true });
  writeFileSync(join(visualiser, 'index.html'), '<!DOCTYPE html><title>t</title><script>var a = 1;\n</script><script type="text/template">x</script>');
  writeFileSync(join(visualiser, 'app.js'), '// '.padEnd(20_000, 'text that compresses well '));
  for (const name of ['icon.png', 'style.css', 'drawing.psd', 'test.html', 'font.woff2', join('mockdata', 'task_list')]) {
    writeFileSync(join(visualiser, name), name);
  }
  writeFileSync(join(folder, 'outside.js'), 'not among the files');
  symlinkSync(join(folder, 'outside.js'), join(visualiser, 'linked.js'));
  return join(folder, 'static');
}
