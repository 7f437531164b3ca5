import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Redaction } from '../../logging/redaction';
import { readWhole, writeOnce, writeWhole } from './durable-file';
import { linesOf } from './lines-of';
import { identityOf, signalGroup } from './process-identity';
import { RunFolder, type End, type Order } from './run-folder';

/** As the first argument of the gateway's program: supervise one run, and be nothing else. */
export const SUPERVISE = 'supervise-run';

const GRACE_MS = 10_000;
const MAX_LOG_BYTES = 64 * 1024 * 1024;
/** A disk that is full when a run ends may have room again soon: how the run ended is not lost for that. */
const END_PATIENCE_MS = 600_000;

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
  const finish = (end: Omit<End, 'endedAt'>): Promise<void> => writeEnd(folder.file(attempt, 'end'), { ...end, endedAt: new Date().toISOString() });
  // Asked before there was a process to signal: from the claim on, whoever stops it signals.
  if (folder.stopAsked(attempt) !== undefined) return finish({ state: 'stopped' });
  const log = new RunLog(folder.log);
  const child = spawn(order.file, order.args, {
    cwd: order.directory, env: { ...order.environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true, shell: false,
  });
  const group = child.pid;
  let timedOut = false;
  let stopped = false;
  let unwritable = false;
  const endGroup = (): void => {
    if (group === undefined) return;
    signalGroup(group, 'SIGTERM');
    setTimeout(() => signalGroup(group, 'SIGKILL'), GRACE_MS).unref();
  };
  stop = () => { stopped = true; endGroup(); };
  const timer = setTimeout(() => { timedOut = true; endGroup(); }, order.timeoutSeconds * 1000);
  try {
    if (group !== undefined) writeWhole(folder.file(attempt, 'luigi'), { process: identityOf(group) });
  } catch {
    // Nobody would find it again if this process were killed.
    unwritable = true;
    endGroup();
  }
  if (folder.stopAsked(attempt) !== undefined) stop();
  const reading = [child.stdout, child.stderr].map((stream) => log.follow(stream));
  const ended = await new Promise<{ readonly code: number | null; readonly signal?: NodeJS.Signals | null; readonly error?: Error }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  // Too late: it has ended as it has ended.
  stop = () => undefined;
  // What it left behind goes with it, and with that the pipes close.
  if (group !== undefined) signalGroup(group, 'SIGKILL');
  await Promise.race([Promise.all(reading), new Promise((resolve) => { setTimeout(resolve, 2000).unref(); })]);
  log.close();
  const exitCode = ended.code === null ? {} : { exitCode: ended.code };
  if (stopped) await finish({ state: 'stopped', ...exitCode });
  else if (unwritable) await finish({ state: 'failed', ...exitCode, cause: 'the disk that keeps runs could not be written' });
  else if (timedOut) await finish({ state: 'timed-out', ...exitCode, cause: `it took longer than ${order.timeoutSeconds} s` });
  else if (ended.error !== undefined) await finish({ state: 'failed', cause: `luigi could not be started (${(ended.error as NodeJS.ErrnoException).code ?? ended.error.name})` });
  else if (ended.code === 0) await finish({ state: 'succeeded', exitCode: 0 });
  else await finish({ state: 'failed', ...exitCode, ...(ended.signal ? { cause: `luigi was ended by ${ended.signal}` } : {}) });
}

async function writeEnd(file: string, end: End): Promise<void> {
  const until = performance.now() + END_PATIENCE_MS;
  for (;;) {
    try {
      writeOnce(file, end);
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await pause(500);
    }
  }
}

/** Lines with their time, without credentials, up to a bound. */
class RunLog {
  private readonly descriptor: number | undefined;
  private readonly redaction = new Redaction();
  private bytes = 0;
  private closed = false;

  constructor(file: string) {
    try {
      this.descriptor = openSync(file, 'a', 0o600);
    } catch {
      // A run without a log is better than none.
      this.descriptor = undefined;
    }
  }

  follow(stream: Readable): Promise<void> {
    return linesOf(stream, (line) => this.add(line));
  }

  close(): void {
    this.closed = true;
    if (this.descriptor !== undefined) closeSync(this.descriptor);
  }

  private add(line: string): void {
    if (this.descriptor === undefined || this.closed || this.bytes > MAX_LOG_BYTES) return;
    const text = `${new Date().toISOString()} ${this.redaction.text(line)}\n`;
    this.bytes += Buffer.byteLength(text);
    try {
      writeSync(this.descriptor, this.bytes > MAX_LOG_BYTES ? `${new Date().toISOString()} the log is full: no more of it is kept\n` : text);
    } catch {
      // A full disk costs lines, not the run.
    }
  }
}
