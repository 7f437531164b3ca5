import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../local/process-runner/free-ports';
import { answers } from '../../../local/process-runner/http-probe';
import { waitFor } from '../../../local/process-runner/wait-for';
import { PROJECT } from '../../../local/setup/paths';

/** A lane agent in a process of its own. */
export class AgentProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'lane-agent-'));
  output = '';
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  /** Starts it without waiting: for what it refuses. */
  constructor(readonly port: number, environment: Readonly<Record<string, string>>) {
    const main = join(PROJECT, 'images/gateway/src/lane-agent/main.ts');
    this.child = spawn(process.execPath, ['--import', 'tsx', main], {
      cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LUIGI_AGENT_PORT: String(port), LUIGI_AGENT_FOLDER: this.folder, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { this.output += text; });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Starts it and waits until it is healthy. */
  static async start(environment: Readonly<Record<string, string>>): Promise<AgentProcess> {
    const [port] = await freePorts(1) as [number];
    const agent = new AgentProcess(port, environment);
    try {
      await waitFor(answers(`http://127.0.0.1:${port}/healthz`), { what: 'the lane agent is healthy' });
    } catch (cause) {
      await agent.stop();
      throw new Error(`the lane agent did not come up: ${agent.output}`, { cause });
    }
    return agent;
  }

  get url(): string { return `http://127.0.0.1:${this.port}`; }
  get config(): string { return join(this.folder, 'luigi.cfg'); }

  /** Its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    const code = await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
