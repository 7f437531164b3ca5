import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OneByOne } from '../../concurrency/one-by-one';
import { canonicalJson } from '../../json/canonical-json';
import type { Logger } from '../../log';
import { hasEnded, type Run } from '../runs/run';
import { RUN_ID } from '../runs/run-id';
import { assertRedrivable, assertStoppable, tooManyRuns, besideTwin, noSuchRun } from '../runs/run-problems';
import type { LogPage, LogPlace, Page, Runner, StartOutcome, StartRequest } from '../runs/runner';
import { onDisk } from './disk-trouble';
import { makeFolder, writeOnce } from './durable-file';
import { argumentsOf, readCommand, type JobCommand } from './job-command';
import { KeptRuns, type KeptRun } from './kept-runs';
import { readLogPage } from './log-page';
import { RunFolder, type AskedRun } from './run-folder';
import { removeRemains, RETENTION, type RunRetention } from './run-retention';
import { RunSweep } from './run-sweep';
import { Supervisors } from './supervisors';

/** What a LocalRunner works with. */
export interface LocalRunnerProps {
  /** Holds `commands/`, which is only read, and `runs/`. */
  readonly folder: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Program and first arguments that become a supervising process. @default - this program */
  readonly supervisor?: readonly string[];
  /** @default - the newest 1,000 of each job, for 90 days */
  readonly retention?: RunRetention;
  /** How often runs that lost their process are ended, and old ones removed, in milliseconds. @default 5000 */
  readonly sweepEveryMs?: number;
}

const RETRY_SECONDS = 10;
const STOP_PATIENCE_MS = 3000;

/**
 * Runs jobs as processes of this machine. What is asked for is on disk before anything starts, and each run has a supervising
 * process that outlives the gateway: one that is killed finds its runs again, and starts what it had accepted and not started.
 * One gateway a folder.
 */
export class LocalRunner implements Runner {
  private readonly kept = new KeptRuns((asked) => this.folder(asked.job, asked.id).run(asked));
  private readonly ofJob = new OneByOne();
  private readonly runsFolder: string;
  private readonly supervisors: Supervisors;
  private readonly sweep: RunSweep;

  constructor(private readonly props: LocalRunnerProps) {
    this.runsFolder = join(props.folder, 'runs');
    this.supervisors = new Supervisors(props.supervisor ?? [process.execPath, process.argv[1] ?? ''], props.log);
    makeFolder(this.runsFolder);
    for (const { name: job } of readdirSync(this.runsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      removeRemains(join(this.runsFolder, job));
      for (const id of readdirSync(join(this.runsFolder, job)).filter((name) => RUN_ID.test(name))) {
        try {
          this.resume(job, id);
        } catch (error) {
          // One that can't be read keeps no other from going on.
          props.log.error('run-not-resumed', { job, run: id, error });
        }
      }
    }
    this.sweep = new RunSweep(this.kept, (job, id) => this.folder(job, id), { retention: props.retention ?? RETENTION, log: props.log });
    this.sweep.every(props.sweepEveryMs ?? 5000);
  }

  start(request: StartRequest): Promise<StartOutcome> {
    return this.ofJob.next(request.job, () => onDisk(() => {
      const known = this.kept.get(request.job, request.id) ?? this.resume(request.job, request.id);
      if (known !== undefined) return { kind: 'known', run: this.kept.now(known) };
      const refusal = this.refusal(request);
      if (refusal !== undefined) return refusal;
      const command = this.command(request.job);
      const asked: AskedRun = { ...request, startedAt: new Date().toISOString() };
      const folder = this.folder(request.job, request.id);
      try {
        this.order(folder, 1, command, asked);
        folder.ask(asked);
      } catch (error) {
        // What is half there must not be found by the next start of the gateway.
        rmSync(folder.path, { recursive: true, force: true });
        throw error;
      }
      const kept = this.kept.add(asked);
      this.supervisors.start(folder, 1, asked);
      return { kind: 'started', run: this.kept.now(kept) };
    }));
  }

  async run(job: string, id: string): Promise<Run> {
    return onDisk(() => this.kept.now(this.keptRun(job, id)));
  }

  async runs(job: string, page: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    return onDisk(() => this.kept.page([job], page));
  }

  async recent(page: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    return onDisk(() => this.kept.page(this.kept.jobs, page));
  }

  async logs(job: string, id: string, place: LogPlace): Promise<LogPage> {
    this.keptRun(job, id);
    return onDisk(() => readLogPage(this.folder(job, id).log, place));
  }

  async stop(job: string, id: string, by: string): Promise<Run> {
    const kept = this.keptRun(job, id);
    const folder = this.folder(job, id);
    const attempt = onDisk(() => {
      assertStoppable(this.kept.now(kept));
      writeOnce(folder.file(folder.attempt, 'stop'), { by });
      return folder.attempt;
    });
    for (let waited = 0; waited < STOP_PATIENCE_MS; waited += 50) {
      // Asked each time: it may not have been there yet. A supervisor that is asked twice stops once.
      if (waited % 500 === 0) this.supervisors.stop(folder, attempt);
      if (hasEnded(this.kept.now(kept))) break;
      await pause(50);
    }
    return onDisk(() => this.kept.now(kept));
  }

  redrive(job: string, id: string, by: string): Promise<Run> {
    return this.ofJob.next(job, () => onDisk(() => {
      const kept = this.keptRun(job, id);
      const folder = this.folder(job, id);
      assertRedrivable(this.kept.now(kept));
      const refusal = this.refusal(kept.asked);
      if (refusal?.kind === 'twin') throw besideTwin(refusal.run);
      if (refusal?.kind === 'full') throw tooManyRuns(refusal.retryAfterSeconds);
      const attempt = folder.attempt + 1;
      this.order(folder, attempt, this.command(job), kept.asked);
      this.props.log.info('run-redriven', { job, run: id, by });
      this.kept.reopen(kept);
      this.supervisors.start(folder, attempt, kept.asked);
      return this.kept.now(kept);
    }));
  }

  /** Runs go on: a gateway that is restarted finds them again. */
  async close(): Promise<void> {
    this.sweep.end();
    await this.ofJob.done();
  }

  private refusal(request: StartRequest): StartOutcome | undefined {
    const going = this.kept.going(request.job);
    const wanted = canonicalJson(request.parameters);
    const twin = going.find((run) => canonicalJson(run.parameters) === wanted);
    if (twin !== undefined) return { kind: 'twin', run: twin };
    return going.length >= request.maxConcurrentRuns ? { kind: 'full', retryAfterSeconds: RETRY_SECONDS } : undefined;
  }

  private command(job: string): JobCommand {
    return readCommand(join(this.props.folder, 'commands'), job);
  }

  private order(folder: RunFolder, attempt: number, command: JobCommand, asked: AskedRun): void {
    folder.order(attempt, {
      file: command.luigi, args: argumentsOf(command, asked.parameters, { job: asked.job, run: asked.id }), directory: command.directory,
      environment: { ...command.environment, LUIGI_RUN_ID: asked.id }, timeoutSeconds: command.timeoutSeconds ?? 3600,
    });
  }

  /**
   * Finds a run on disk: what was accepted and is not on its way is started now; what lost its process is ended.
   * A folder without what was asked for was never accepted.
   */
  private resume(job: string, id: string): KeptRun | undefined {
    const folder = this.folder(job, id);
    const { asked } = folder;
    if (asked === undefined) return void rmSync(folder.path, { recursive: true, force: true });
    const kept = this.kept.add(asked);
    const { attempt } = folder;
    if (attempt > 0 && folder.claim(attempt) === undefined && folder.end(attempt) === undefined) this.supervisors.start(folder, attempt, asked);
    this.kept.now(kept);
    return kept;
  }

  private keptRun(job: string, id: string): KeptRun {
    const kept = this.kept.get(job, id);
    if (kept === undefined) throw noSuchRun();
    return kept;
  }

  private folder(job: string, id: string): RunFolder {
    return new RunFolder(join(this.runsFolder, job, id));
  }
}
