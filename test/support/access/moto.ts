import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The Python that moto is installed for: MOTO_PYTHON, else the project's own environment for it; undefined where neither is there. */
export function motoPython(): string | undefined {
  const python = process.env.MOTO_PYTHON ?? join(__dirname, '../../../.local/venv-moto/bin/python');
  return existsSync(python) ? python : undefined;
}

/** A running moto server: an SSM to talk to. */
export interface Moto {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto on a free port of the loopback address; resolves once it answers. */
export async function startMoto(python: string): Promise<Moto> {
  const port = await freePort();
  const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-2000); });
  const endpoint = `http://127.0.0.1:${port}`;
  const patience = AbortSignal.timeout(30_000);
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null) throw new Error(`got exit code ${child.exitCode} from moto, expected a server: ${errors}`);
    if (patience.aborted) {
      child.kill('SIGKILL');
      throw new Error(`got no answer from moto in 30 s, expected one: ${errors}`);
    }
  }
  return { endpoint, stop: () => stop(child) };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(`${endpoint}/moto-api/data.json`, { signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
