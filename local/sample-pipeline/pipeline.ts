import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Service } from '../service';
import { run } from '../setup/command';
import { pipelineEnvironment } from './environment';

/** Exit codes that luigi.cfg sets. */
export const LUIGI_ENDED = { ok: 0, notRun: 25, taskFailed: 30 } as const;
/** Between two looks at what luigi has done, in milliseconds. */
const PROGRESS_MS = 500;
/** The shop whose file is bad in the demo. */
const SPOILED_SHOP = 'london';

/** The sample pipeline at a service: its raw files, and the unmodified `luigi` command that works on them. */
export class SamplePipeline {
  /** Raw files, results and the worker's log. */
  readonly folder: string;
  private readonly env: Record<string, string>;

  /** @param pace seconds that each step takes longer, so that a person can watch */
  constructor(private readonly service: Service, pace = 0) {
    this.folder = path.join(service.folder, 'pipeline');
    mkdirSync(this.folder, { recursive: true });
    this.env = pipelineEnvironment(service.layout, this.folder, pace);
  }

  /** The worker's own log, of all its runs. */
  get log(): string {
    return path.join(this.folder, 'luigi.log');
  }

  /** The report of a day, once it is made. */
  report(day: string): string {
    return path.join(this.folder, 'work', day, 'report.md');
  }

  /** Makes a day's raw files; `spoiled` has one shop's file hold a row that can't be read. */
  async deliver(day: string, quality: 'good' | 'spoiled' = 'good'): Promise<void> {
    await this.rawFiles('make', day, ...(quality === 'spoiled' ? ['--spoil', SPOILED_SHOP] : []));
  }

  /** Puts a good file in the place of a bad one. */
  async mend(day: string): Promise<void> {
    await this.rawFiles('mend', day);
  }

  /**
   * Runs `luigi` for a day, through the worker lane, to its end. It and its processes end with the service, however that ends.
   * @param progress is told, now and then, which task was done last
   * @returns its exit code, one of {@link LUIGI_ENDED} or another that luigi.cfg names
   */
  async work(day: string, signal?: AbortSignal, progress?: (line: string) => void): Promise<number> {
    const log = openSync(this.log, 'a', 0o600);
    const telling = progress && setInterval(() => progress(this.doneLast(day)), PROGRESS_MS);
    try {
      return await new Promise((resolve, reject) => {
        const child = spawn(path.join(this.service.layout.venv, 'bin/luigi'), [
          '--module', 'daily_report.report', 'report.DailyReport', `--report.DailyReport-day=${day}`, '--workers=3',
        ], { cwd: this.folder, env: this.env, stdio: ['ignore', log, log], detached: true, signal });
        const group = child.pid;
        if (group !== undefined) this.service.supervisor.adopt(group);
        child.on('error', reject);
        child.on('exit', (code, ended) => {
          if (group !== undefined) this.endGroup(group);
          return code === null ? reject(new Error(`luigi was ended by ${ended} (log: ${this.log})`)) : resolve(code);
        });
      });
    } finally {
      clearInterval(telling);
      closeSync(log);
    }
  }

  /** The tasks that luigi was at when it was ended go with it. */
  private endGroup(group: number): void {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
    this.service.supervisor.release(group);
  }

  /** How many tasks of the day are done or failed, and the last of them. */
  private doneLast(day: string): string {
    const ended = [...readFileSync(this.log, 'utf8').matchAll(/\) (done|failed) +([\w.]+)\(day=([\d-]+)/g)].filter(([, , , of]) => of === day);
    const [, how, task] = ended.at(-1) ?? [];
    return task === undefined ? 'luigi starts' : `${ended.length} ${ended.length === 1 ? 'task' : 'tasks'}, the last: ${task} ${how}`;
  }

  private async rawFiles(...args: string[]): Promise<void> {
    const [verb, ...rest] = args;
    const { status, output } = await run(path.join(this.service.layout.venv, 'bin/python'),
      ['-m', 'daily_report.raw_files', verb as string, this.folder, ...rest], this.env);
    if (status !== 0) throw new Error(`making raw files failed: ${output.trim().split('\n').at(-1)}`);
  }
}

/** Id of a task as the scheduler's list has it, by family and day, where it has one. */
export function taskOf(list: unknown, family: string, day: string): string | undefined {
  return Object.entries(list as Record<string, { name: string; params: Record<string, string> }>)
    .find(([, task]) => task.name === family && task.params.day === day)?.[0];
}
