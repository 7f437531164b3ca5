import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LuigidClient } from '../../../images/gateway/src/luigi/client/luigid-client';
import { freePorts } from '../../../local/process-runner/free-ports';
import { LOCAL } from '../../../local/setup/paths';

/** A Python that has luigi: the project's own, unless LUIGID_PYTHON names another. */
export const LUIGI_PYTHON = process.env.LUIGID_PYTHON ?? join(LOCAL, 'venv/bin/python');

/** What a line of Python prints, as JSON. */
export async function askPython(program: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(LUIGI_PYTHON, ['-c', program]);
  return JSON.parse(stdout);
}

/** luigid as pip installs it, with nothing around it, on a port and in a directory of its own. */
export class BareLuigid {
  private constructor(readonly url: string, private readonly process: ChildProcess, private readonly directory: string) {}

  /** Starts one, and waits until it answers. */
  static async start(): Promise<BareLuigid> {
    const [port] = await freePorts(1);
    const directory = mkdtempSync(join(tmpdir(), 'bare-luigid-'));
    const child = spawn(LUIGI_PYTHON, [
      '-c', 'import sys; from luigi.cmdline import luigid; luigid(sys.argv[1:])',
      '--address', '127.0.0.1', '--port', String(port), '--state-path', join(directory, 'state.pickle'),
    ], { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk) => { complaint = (complaint + String(chunk)).slice(-2000); });
    const luigid = new BareLuigid(`http://127.0.0.1:${port}`, child, directory);
    const client = new LuigidClient({ url: luigid.url, patienceMs: 30_000 });
    const died = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`luigid ended with ${code} before it answered: ${complaint}`)));
    });
    try {
      await Promise.race([client.workers.call('is_paused', {}), died]);
    } finally {
      died.catch(() => undefined);
      await client.close();
    }
    return luigid;
  }

  /** Ends it, at once and with all it wrote. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((done) => this.process.once('exit', done));
      this.process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
