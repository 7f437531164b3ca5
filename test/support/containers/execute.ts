import { spawn } from 'node:child_process';

/** How a program is run. */
export interface ExecuteOptions {
  /** Variables beside those of this process. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the program is killed. @default 900000 */
  readonly timeout?: number;
}

/** A program that ended with something other than 0; the message ends with the last lines that it wrote. */
export class ExecuteError extends Error {
  constructor(command: string, readonly status: number | string, readonly output: string) {
    const lastLines = output.trimEnd().split('\n').slice(-15).join('\n');
    super(`\`${command}\` ended with ${status}, expected 0; it wrote:\n${lastLines}`);
    this.name = 'ExecuteError';
  }
}

/**
 * Runs a program to its end and gives back its standard output.
 *
 * @throws ExecuteError if it can't be started, is killed or ends with anything but 0
 */
export function execute(command: string, args: readonly string[], options: ExecuteOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeout ?? 900_000,
      killSignal: 'SIGKILL',
    });
    const said = [command, ...args].join(' ');
    let out = '';
    let both = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; both += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { both += text; });
    child.once('error', (error) => reject(new ExecuteError(said, error.message, both)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(out);
      else reject(new ExecuteError(said, code ?? signal ?? 'no status', both));
    });
  });
}
