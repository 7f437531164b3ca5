import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** How a command ended. */
export interface Outcome {
  /** Exit code; 127 where it could not be started. */
  readonly status: number;
  /** What it wrote, both streams in order. */
  readonly output: string;
}

/**
 * Runs a command to its end, without a terminal: nothing that it might ask is ever answered.
 * @param onLine gets what it writes, line by line
 */
export function run(
  command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}, onLine: (line: string) => void = () => undefined,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, LC_ALL: 'C', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      for (const line of chunk.toString('utf8').split('\n')) if (line.trim()) onLine(line.trim());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** Where servers are installed that an ordinary user's PATH leaves out. */
const BESIDES_PATH = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/opt/homebrew/bin', '/opt/homebrew/sbin'];

/** The first executable of one of these names, on PATH or where servers are installed. */
export function findProgram(...names: string[]): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(':'), ...BESIDES_PATH].filter((directory) => path.isAbsolute(directory));
  return names.flatMap((name) => directories.map((directory) => path.join(directory, name))).find(isExecutable);
}

/** Whether a file can be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
