import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const PROJECT = resolve(__dirname, '..', '..');

/** Runs a few lines of Python that may import luigid's own modules; answers what they print, which is JSON. */
export async function inPython(lines: string, ...args: readonly string[]): Promise<unknown> {
  const python = process.env.LUIGID_PYTHON ?? join(PROJECT, '.local', 'venv', 'bin', 'python');
  const { stdout } = await promisify(execFile)(python, ['-c', lines, ...args], {
    env: { PATH: process.env.PATH, PYTHONPATH: join(PROJECT, 'images', 'luigid'), PYTHONSAFEPATH: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  return JSON.parse(stdout) as unknown;
}
