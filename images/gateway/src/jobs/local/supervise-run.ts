import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Redaction } from '../../logging/redaction';
import { readWhole, writeOnce, writeWhole } from './durable-file';
import { identityOf, signalGroup } from './process-identity';
import { RunFolder, type End, type Order } from './run-folder';

/** As the first argument of the gateway's program: supervise one run, and be nothing else. */
export const SUPERVISE = 'supervise-run';

const GRACE_MS = 10_000;
const MAX_LOG_BYTES = 64 * 1024 * 1024;
const MAX_LINE = 4096;

/**
 * Runs one attempt in a process of its own, which outlives the gateway: takes it on (of several, one does), runs `luigi` in a process
 * group of its own, keeps its log, ends it in time or when asked to (SIGTERM), and writes down how it ended.
 */
export async function superviseRun(path: string, attempt: number): Promise<void> {
  const folder = new RunFolder(path);
  let stop = (): void => undefined;
  process.on('SIGTERM', () => stop());
  for (const ignored of ['SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(ignored, () => undefined);
  const order = readWhole<Order>(folder.file(attempt, 'order'));
  if (order === undefined || !writeOnce(folder.file(attempt, 'claim'), { supervisor: identityOf(process.pid) })) return;
  const finish = (end: Omit<End, 'endedAt'>): void => {
    writeOnce(folder.file(attempt, 'end'), { ...end, endedAt: new Date().toISOString() });
  };
  // Asked before there was a process to signal: from the claim on, whoever stops it signals.
  if (folder.stopAsked(attempt) !== undefined) return finish({ state: 'stopped' });
  const log = new RunLog(folder.log);
  const child = spawn(order.file, order.args, {
    cwd: order.directory, env: { ...order.environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false,
  });
  const group = child.pid;
  let timedOut = false;
  let stopped = false;
  const endGroup = (): void => {
    if (group === undefined) return;
    signalGroup(group, 'SIGTERM');
    setTimeout(() => signalGroup(group, 'SIGKILL'), GRACE_MS).unref();
  };
  stop = () => { stopped = true; endGroup(); };
  const timer = setTimeout(() => { timedOut = true; endGroup(); }, order.timeoutSeconds * 1000);
  if (group !== undefined) writeWhole(folder.file(attempt, 'luigi'), { process: identityOf(group) });
  if (folder.stopAsked(attempt) !== undefined) stop();
  const reading = [child.stdout, child.stderr].map((stream) => log.follow(stream));
  const ended = await new Promise<{ readonly code: number | null; readonly signal?: NodeJS.Signals | null; readonly error?: Error }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  // What it left behind goes with it, and with that the pipes close.
  if (group !== undefined) signalGroup(group, 'SIGKILL');
  await Promise.race([Promise.all(reading), new Promise((resolve) => { setTimeout(resolve, 2000).unref(); })]);
  log.close();
  const exitCode = ended.code === null ? {} : { exitCode: ended.code };
  if (stopped) finish({ state: 'stopped', ...exitCode });
  else if (timedOut) finish({ state: 'timed-out', ...exitCode, cause: `it took longer than ${order.timeoutSeconds} s` });
  else if (ended.error !== undefined) finish({ state: 'failed', cause: `luigi could not be started (${(ended.error as NodeJS.ErrnoException).code ?? ended.error.name})` });
  else if (ended.code === 0) finish({ state: 'succeeded', exitCode: 0 });
  else finish({ state: 'failed', ...exitCode, ...(ended.signal ? { cause: `luigi was ended by ${ended.signal}` } : {}) });
}

/** Lines with their time, without credentials, up to a bound. */
class RunLog {
  private readonly descriptor: number;
  private readonly redaction = new Redaction();
  private bytes = 0;
  private closed = false;

  constructor(file: string) {
    this.descriptor = openSync(file, 'a', 0o600);
  }

  follow(stream: Readable): Promise<void> {
    return new Promise((resolve) => {
      const lines = createInterface({ input: stream, crlfDelay: Infinity });
      lines.on('line', (line) => this.add(line));
      lines.on('close', resolve);
    });
  }

  close(): void {
    this.closed = true;
    closeSync(this.descriptor);
  }

  private add(line: string): void {
    if (this.closed || this.bytes > MAX_LOG_BYTES) return;
    const text = `${new Date().toISOString()} ${this.redaction.text(line.slice(0, MAX_LINE))}\n`;
    this.bytes += Buffer.byteLength(text);
    writeSync(this.descriptor, this.bytes > MAX_LOG_BYTES ? `${new Date().toISOString()} the log is full: no more of it is kept\n` : text);
  }
}
