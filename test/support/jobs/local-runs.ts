import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { JobCommand } from '../../../images/gateway/src/jobs/local/job-command';
import { LocalRunner, type LocalRunnerProps } from '../../../images/gateway/src/jobs/local/local-runner';
import type { Run } from '../../../images/gateway/src/jobs/runs/run';
import type { StartRequest } from '../../../images/gateway/src/jobs/runs/runner';
import { endRuns } from '../../../local/jobs/end-runs';
import { waitFor } from '../../../local/process-runner/wait-for';

const SOURCE = path.join(__dirname, '../../../images/gateway/src/jobs/local/supervise-run.ts');

/** Runs of jobs in a folder of their own: the real supervising program, and a luigi that is a few lines of shell. */
export class LocalRuns {
  readonly folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'luigi-runs-'));
  readonly supervisor: readonly string[];
  readonly logged: Array<{ readonly event: string; readonly details: unknown }> = [];
  private readonly runners: LocalRunner[] = [];

  constructor() {
    const bundle = path.join(this.folder, 'supervise.js');
    buildSync({
      stdin: { contents: `import { superviseRun } from ${JSON.stringify(SOURCE)}; void superviseRun(process.argv[3], Number(process.argv[4]));`, resolveDir: __dirname },
      outfile: bundle, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error',
    });
    this.supervisor = [process.execPath, bundle];
    mkdirSync(path.join(this.folder, 'commands'));
    writeFileSync(path.join(this.folder, 'luigi'), '#!/bin/sh\nfor argument in "$@"; do printf "%s\\n" "argument: $argument"; done\neval "$SCRIPT"\n', { mode: 0o755 });
  }

  /** A gateway's runner on this folder; a second one is as a gateway that was started again. */
  runner(over: Partial<LocalRunnerProps> = {}): LocalRunner {
    const log = (event: string, details?: unknown): void => { this.logged.push({ event, details }); };
    const runner = new LocalRunner({ folder: this.folder, log: { info: log, warn: log, error: log }, supervisor: this.supervisor, ...over });
    this.runners.push(runner);
    return runner;
  }

  /** What a job's luigi does from now on, as shell. */
  does(script: string, over: Partial<JobCommand> = {}, job = 'report'): void {
    const command: JobCommand = {
      luigi: path.join(this.folder, 'luigi'), module: 'pipeline', family: 'report.Daily', directory: this.folder,
      environment: { SCRIPT: script, PATH: process.env.PATH ?? '' }, ...over,
    };
    writeFileSync(path.join(this.folder, 'commands', `${job}.json`), JSON.stringify(command));
  }

  /** Folder of a run. */
  of(id: string, job = 'report'): string {
    return path.join(this.folder, 'runs', job, id);
  }

  /** Names of what stands in the folder of a job's runs. */
  names(job = 'report'): string[] {
    return readdirSync(path.join(this.folder, 'runs', job)).sort();
  }

  json(id: string, file: string): { readonly [member: string]: unknown } {
    return JSON.parse(readFileSync(path.join(this.of(id), file), 'utf8')) as Record<string, unknown>;
  }

  /** The run, once it is as far as that. */
  reaches(runner: LocalRunner, id: string, state: Run['state'], job = 'report'): Promise<Run> {
    return waitFor(async () => {
      const run = await runner.run(job, id);
      return run.state === state ? run : undefined;
    }, { what: `${id} is ${state}`, timeoutMs: 15_000, everyMs: 20 });
  }

  /** Ends all and removes the folder. */
  async remove(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.close()));
    endRuns(this.folder);
    // Supervising processes that have only just begun
    await waitFor(() => !readdirSync('/proc').filter((name) => /^\d+$/.test(name)).some((pid) => commandOf(pid).includes(this.folder)), { what: 'all runs have ended', timeoutMs: 30_000 });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A start that was judged; say only what matters to the test. */
export function aStart(id: string, over: Partial<StartRequest> = {}): StartRequest {
  return {
    id, job: 'report', parameters: { day: id }, requestedBy: 'user:ada', mapping: 'operators', reason: undefined, maxConcurrentRuns: 50, ...over,
  };
}

/** Whether a process is there. */
export function runs(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
