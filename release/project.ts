import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of package.json. */
export const PROJECT = join(__dirname, '..');

/** A file of the project. */
export function readProject(...path: readonly string[]): string {
  return readFileSync(join(PROJECT, ...path), 'utf8');
}

/** Runs a command line of this folder: its error's message on stderr, and exit code 1. */
export function runCommand(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
