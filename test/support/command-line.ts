import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleCommandLine } from '../../bin/cli/bundle';

/** How a call has ended. */
export interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as it is published, in a folder with the user's files. */
export interface CommandLine {
  readonly folder: string;
  readonly call: (...args: readonly string[]) => Called;
  readonly write: (file: string, content: string | object) => void;
  readonly remove: () => void;
}

/** Bundles it where it finds this project's packages. */
export async function commandLine(): Promise<CommandLine> {
  const local = join(__dirname, '../../.local');
  mkdirSync(local, { recursive: true });
  const bundle = mkdtempSync(join(local, 'command-line-'));
  const file = await bundleCommandLine(bundle);
  const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  return {
    folder,
    call: (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: 'utf8' });
      return { status, stdout, stderr };
    },
    write: (name, content) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 1));
    },
    remove: () => { for (const each of [bundle, folder]) rmSync(each, { recursive: true }); },
  };
}
