import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson } from '../../canonical-json';
import type { Logger } from '../../log';
import { Problem } from '../../problem';
import type { Run } from '../run';
import { RUN_ID } from '../run-id';
import type { LogLine, Page, Runner, StartOutcome, StartRequest } from '../runner';
import { writeOnce } from './durable-file';
import { argumentsOf, readCommand } from './job-command';
import { readLogPage } from './log-page';
import { isRunning, pidOf } from './process-identity';
import { RunFolder, type AskedRun } from './run-folder';
import { SUPERVISE } from './supervise-run';

/** What a LocalRunner works with. */
export interface LocalRunnerProps {
  /** Holds `commands/`, which is only read, and `runs/`. */
  readonly folder: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Program and first arguments that become a supervising process. @default - this program */
  readonly supervisor?: readonly string[];
}

const RETRY_SECONDS = 10;
const STOP_PATIENCE_MS = 3000;
const ENDED: ReadonlySet<Run['state']> = new Set(['succeeded', 'failed', 'timed-out', 'stopped', 'refused']);

/**
 * Runs jobs as processes of this machine. What is asked for is on disk before anything starts, and each run has a supervising
 * process that outlives the gateway: one that is killed finds its runs again, and starts what it had accepted and not started.
 * One gateway a folder.
 */
export class LocalRunner implements Runner {
  /** By job: what was asked for, the oldest first. What is on disk is the truth; this says where to look. */
  private readonly asked = new Map<string, Map<string, AskedRun>>();
  /** By job: ids of runs that had not ended when they were last looked at. */
  private readonly active = new Map<string, Set<string>>();
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly runsFolder: string;
  private readonly supervisor: readonly string[];

  constructor(private readonly props: LocalRunnerProps) {
    this.runsFolder = join(props.folder, 'runs');
    this.supervisor = props.supervisor ?? [process.execPath, process.argv[1] ?? ''];
    mkdirSync(this.runsFolder, { recursive: true, mode: 0o700 });
    for (const job of readdirSync(this.runsFolder)) {
      const found = readdirSync(join(this.runsFolder, job)).filter((id) => RUN_ID.test(id)).flatMap((id) => this.folder(job, id).asked ?? []);
      for (const asked of found.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))) this.resume(asked);
    }
  }

  start(request: StartRequest): Promise<StartOutcome> {
    return this.oneByOne(request.job, () => {
      const known = this.asked.get(request.job)?.get(request.id);
      if (known !== undefined) return { kind: 'known', run: this.folder(known.job, known.id).run(known) };
      const refusal = this.refusal(request);
      if (refusal !== undefined) return refusal;
      const command = readCommand(join(this.props.folder, 'commands'), request.job);
      const asked: AskedRun = { ...request, startedAt: new Date().toISOString() };
      const folder = this.folder(request.job, request.id);
      folder.ask(asked);
      this.remember(asked);
      this.launch(folder, 1, command, asked);
      return { kind: 'started', run: folder.run(asked) };
    });
  }

  async run(job: string, id: string): Promise<Run> {
    return this.folder(job, id).run(this.askedRun(job, id));
  }

  async runs(job: string, page: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    return this.page([...this.asked.get(job)?.values() ?? []].reverse(), page);
  }

  async recent(page: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    const all = [...this.asked.values()].flatMap((runs) => [...runs.values()]);
    return this.page(all.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)), page);
  }

  private page(all: readonly AskedRun[], page: { readonly limit: number; readonly next?: string }): Page<Run> {
    const from = page.next === undefined ? 0 : all.findIndex(({ id }) => id === page.next);
    if (from < 0) throw new Problem(400, 'bad-token', 'got a token that no page of this list has given; begin without one');
    const items = all.slice(from, from + page.limit).map((asked) => this.folder(asked.job, asked.id).run(asked));
    const next = all[from + page.limit]?.id;
    return { items, ...(next === undefined ? {} : { next }) };
  }

  async logs(job: string, id: string, page: { readonly next?: string }): Promise<Page<LogLine>> {
    this.askedRun(job, id);
    return readLogPage(this.folder(job, id).log, page.next);
  }

  async stop(job: string, id: string, by: string): Promise<Run> {
    const asked = this.askedRun(job, id);
    const folder = this.folder(job, id);
    const attempt = folder.attempt;
    if (ENDED.has(folder.run(asked).state)) throw new Problem(409, 'run-ended', 'the run has ended already: there is nothing to stop');
    if (attempt > 0) writeOnce(folder.file(attempt, 'stop'), { by });
    for (let waited = 0; waited < STOP_PATIENCE_MS; waited += 50) {
      const claim = folder.claim(attempt);
      // Asked each time: it may not have been there yet. A supervisor that is asked twice stops once.
      if (claim !== undefined && isRunning(claim.supervisor) && waited % 500 === 0) kill(pidOf(claim.supervisor));
      if (ENDED.has(folder.run(asked).state)) break;
      await pause(50);
    }
    return folder.run(asked);
  }

  redrive(job: string, id: string, by: string): Promise<Run> {
    return this.oneByOne(job, () => {
      const asked = this.askedRun(job, id);
      const folder = this.folder(job, id);
      const { state } = folder.run(asked);
      if (state === 'succeeded') throw new Problem(409, 'run-ended', 'the run has succeeded: there is nothing left of it to do; start the job anew');
      if (!ENDED.has(state)) throw new Problem(409, 'run-goes-on', 'the run goes on: stop it first, or wait for its end');
      const refusal = this.refusal(asked);
      if (refusal?.kind === 'twin') throw new Problem(409, 'twin-runs', 'the job runs with the same parameters already: wait for the end of that run');
      if (refusal?.kind === 'full') {
        throw new Problem(429, 'too-many-runs', 'as many runs of this job go on as may: try again later', { headers: { 'retry-after': String(RETRY_SECONDS) } });
      }
      this.props.log.info('run-redriven', { job, run: id, by });
      this.launch(folder, folder.attempt + 1, readCommand(join(this.props.folder, 'commands'), job), asked);
      this.activeOf(job).add(id);
      return folder.run(asked);
    });
  }

  /** Runs go on: a gateway that is restarted finds them again. */
  async close(): Promise<void> {
    await Promise.allSettled(this.queues.values());
  }

  private refusal(request: StartRequest): StartOutcome | undefined {
    const active = this.activeOf(request.job);
    const wanted = canonicalJson(request.parameters);
    let going = 0;
    for (const id of active) {
      const asked = this.asked.get(request.job)?.get(id);
      const run = asked === undefined ? undefined : this.folder(request.job, id).run(asked);
      if (run === undefined || ENDED.has(run.state)) active.delete(id);
      else if (canonicalJson(run.parameters) === wanted && id !== request.id) return { kind: 'twin', run };
      else going += 1;
    }
    return going >= request.maxConcurrentRuns ? { kind: 'full', retryAfterSeconds: RETRY_SECONDS } : undefined;
  }

  private launch(folder: RunFolder, attempt: number, command: ReturnType<typeof readCommand>, asked: AskedRun): void {
    folder.order(attempt, {
      file: command.luigi, args: argumentsOf(command, asked.parameters), directory: command.directory,
      environment: command.environment ?? {}, timeoutSeconds: command.timeoutSeconds ?? 3600,
    });
    this.supervise(folder, attempt, asked);
  }

  private supervise(folder: RunFolder, attempt: number, { job, id }: AskedRun): void {
    const [program = process.execPath, ...args] = this.supervisor;
    // Without the gateway's environment: its settings and credentials are none of the run's business.
    const child = spawn(program, [...args, SUPERVISE, folder.path, String(attempt)], {
      cwd: folder.path, env: { PATH: process.env.PATH ?? '' }, detached: true, stdio: 'ignore', shell: false,
    });
    const gone = (reason: string): void => {
      // It may have found that another one had taken the attempt on.
      if (folder.claim(attempt) !== undefined) return;
      this.props.log.error('run-not-started', { job, run: id, reason });
      writeOnce(folder.file(attempt, 'end'), { state: 'failed', endedAt: new Date().toISOString(), cause: 'its process could not be started on this machine' });
    };
    child.once('error', (error) => gone(error.name));
    child.once('exit', (code, signal) => gone(`ended with ${code ?? signal}`));
    child.unref();
  }

  /** After a start of the gateway: what was accepted and is not on its way is started now; what lost its process is ended. */
  private resume(asked: AskedRun): void {
    this.remember(asked);
    const folder = this.folder(asked.job, asked.id);
    const { attempt } = folder;
    try {
      if (attempt === 0) this.launch(folder, 1, readCommand(join(this.props.folder, 'commands'), asked.job), asked);
      else if (folder.claim(attempt) === undefined && folder.end(attempt) === undefined) this.supervise(folder, attempt, asked);
      if (folder.end(attempt) !== undefined) this.activeOf(asked.job).delete(asked.id);
    } catch (error) {
      this.props.log.error('run-not-resumed', { job: asked.job, run: asked.id, error });
    }
  }

  private remember(asked: AskedRun): void {
    const ofJob = this.asked.get(asked.job) ?? new Map<string, AskedRun>();
    this.asked.set(asked.job, ofJob.set(asked.id, asked));
    this.activeOf(asked.job).add(asked.id);
  }

  private activeOf(job: string): Set<string> {
    const active = this.active.get(job) ?? new Set<string>();
    this.active.set(job, active);
    return active;
  }

  private askedRun(job: string, id: string): AskedRun {
    const asked = this.asked.get(job)?.get(id);
    if (asked === undefined) throw new Problem(404, 'no-such-run', 'the job has no such run, or it was long ago');
    return asked;
  }

  private folder(job: string, id: string): RunFolder {
    return new RunFolder(join(this.runsFolder, job, id));
  }

  /** What looks at a job's runs and then starts one does both before the next may. */
  private oneByOne<T>(job: string, work: () => T): Promise<T> {
    const before = this.queues.get(job) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.queues.set(job, mine.catch(() => undefined));
    return mine;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has just ended.
  }
}
