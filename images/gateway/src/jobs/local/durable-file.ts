import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder and those above it, for their owner only. They are safe on disk when this returns. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

/** Writes a file whole, or not at all, in the place of what was there. It is safe on disk when this returns. */
export function writeWhole(file: string, value: unknown): void {
  const temporary = prepared(file, value);
  try {
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(file));
}

/**
 * Writes a file whole where none is yet. Of several who try, one does.
 * @returns whether this one did
 */
export function writeOnce(file: string, value: unknown): boolean {
  const temporary = prepared(file, value);
  try {
    linkSync(temporary, file);
    syncFolder(dirname(file));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * The file's JSON; undefined where there is no such file.
 * @throws Error of the operating system; also where the file is not JSON, which nobody here has written
 */
export function readWhole<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) throw Object.assign(new Error(`${file} is not JSON`, { cause: error }), { code: 'EIO', syscall: 'read' });
    throw error;
  }
}

function prepared(file: string, value: unknown): string {
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    // All of it: a full disk may take a part, which one write would not tell of
    writeFileSync(descriptor, `${JSON.stringify(value)}\n`);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
