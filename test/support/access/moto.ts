import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../../local/process-runner/free-ports';
import { answers } from '../../../local/process-runner/http-probe';
import { waitFor } from '../../../local/process-runner/wait-for';
import { LOCAL } from '../../../local/setup/paths';

/** The Python that moto is installed for: MOTO_PYTHON, else the project's own environment for it; undefined where neither is there. */
export function motoPython(): string | undefined {
  const python = process.env.MOTO_PYTHON ?? join(LOCAL, 'venv-moto/bin/python');
  return existsSync(python) ? python : undefined;
}

/** A running moto server: an SSM to talk to. */
export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto on a free port of the loopback address; resolves once it answers. */
export async function startMoto(python: string): Promise<Moto> {
  const [port] = await freePorts(1);
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-2000); });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await waitFor(() => child.exitCode !== null || answers(`${endpoint}/moto-api/data.json`)(), { what: 'moto answers' });
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}, expected it to answer`);
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`moto can't be used: ${errors}`, { cause });
  }
  return { endpoint, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
