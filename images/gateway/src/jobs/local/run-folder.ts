import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../runs/run';
import type { StartRequest } from '../runs/runner';
import { makeFolder, readWhole, writeOnce, writeWhole } from './durable-file';
import { causeOf } from './job-command';
import { isRunning, pidOf, signalGroup } from './process-identity';

/** What was asked for: written once, after the first order and before anything is started. With it, the run has been accepted. */
export interface AskedRun extends StartRequest {
  readonly startedAt: string;
}

/** The attempt that a process has taken on. */
export interface Claim {
  /** The supervising process. */
  readonly supervisor: string;
}

/** How an attempt ended. */
export interface End {
  readonly state: 'succeeded' | 'failed' | 'timed-out' | 'stopped';
  readonly endedAt: string;
  readonly exitCode?: number;
  readonly cause?: string;
}

/** What a supervising process is told. */
export interface Order {
  readonly file: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

const LOST = 'its process ended without a word: the machine was restarted, or the process was killed';

/**
 * One run on disk: `run.json`, `log`, and a folder for each attempt (1, and one more for each redrive) with `order`, `claim`, `luigi`,
 * `stop` and `end`. Every file is written whole and by one writer, so that a gateway which was killed finds everything again.
 */
export class RunFolder {
  constructor(readonly path: string) {}

  get log(): string { return join(this.path, 'log'); }

  get asked(): AskedRun | undefined { return readWhole<AskedRun>(join(this.path, 'run.json')); }

  /** Number of the attempt that counts; 0 where none was ordered. */
  get attempt(): number {
    return Math.max(0, ...namesIn(this.path).filter((name) => /^[1-9][0-9]{0,4}$/.test(name)).map(Number)
      .filter((number) => namesIn(join(this.path, String(number))).includes('order.json')));
  }

  /** @returns whether it was not there before */
  ask(asked: AskedRun): boolean {
    makeFolder(this.path);
    return writeOnce(join(this.path, 'run.json'), asked);
  }

  order(attempt: number, order: Order): void {
    makeFolder(join(this.path, String(attempt)));
    writeWhole(this.file(attempt, 'order'), order);
  }

  file(attempt: number, name: 'order' | 'claim' | 'luigi' | 'stop' | 'end'): string {
    return join(this.path, String(attempt), `${name}.json`);
  }

  claim(attempt = this.attempt): Claim | undefined { return readWhole<Claim>(this.file(attempt, 'claim')); }

  /** Whether somebody asked it to stop. */
  stopAsked(attempt = this.attempt): { readonly by: string } | undefined { return readWhole(this.file(attempt, 'stop')); }

  /** How the attempt ended. One whose process is gone without a word is ended here. */
  end(attempt = this.attempt): End | undefined {
    const file = this.file(attempt, 'end');
    const end = readWhole<End>(file);
    if (end !== undefined) return end;
    const claim = this.claim(attempt);
    if (claim === undefined || isRunning(claim.supervisor)) return undefined;
    // It may have ended well since the file was looked for: who writes first holds.
    const state = this.stopAsked(attempt) === undefined ? 'failed' : 'stopped';
    const lost: End = { state, endedAt: new Date().toISOString(), cause: LOST };
    try {
      if (writeOnce(file, lost)) this.endLuigi(attempt);
    } catch {
      // A full disk: nobody but the gateway writes it any more, and it will try again.
      this.endLuigi(attempt);
    }
    return readWhole<End>(file) ?? lost;
  }

  /** A supervisor that was killed left it behind. */
  private endLuigi(attempt: number): void {
    const luigi = readWhole<{ readonly process: string }>(this.file(attempt, 'luigi'));
    if (luigi !== undefined && isRunning(luigi.process)) signalGroup(pidOf(luigi.process), 'SIGKILL');
  }

  /** The run as it is now. */
  run(asked: AskedRun): Run {
    const attempt = this.attempt;
    const end = attempt === 0 ? undefined : this.end(attempt);
    const state = end?.state ?? (attempt > 0 && this.claim(attempt) !== undefined ? 'running' : 'starting');
    const stopped = end?.state === 'stopped' ? this.stopAsked(attempt) : undefined;
    const cause = end?.cause ?? (stopped === undefined ? undefined : `stopped by ${stopped.by}`)
      ?? (end?.exitCode === undefined || end.state !== 'failed' ? undefined : causeOf(end.exitCode));
    return {
      id: asked.id, job: asked.job, state, parameters: asked.parameters, requestedBy: asked.requestedBy, mapping: asked.mapping,
      ...(asked.reason === undefined ? {} : { reason: asked.reason }),
      startedAt: asked.startedAt,
      ...(end === undefined ? {} : { endedAt: end.endedAt }),
      ...(end?.exitCode === undefined ? {} : { exitCode: end.exitCode }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
}

/** What a folder holds; nothing where there is none. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
