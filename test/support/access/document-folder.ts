import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccessGrants } from '../../../lib/contract/access-mapping';

const made: string[] = [];

/** A folder with these files, texts as they are and all else as JSON; goes with `removeFolders`. */
export function documentFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'documents-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** After each test. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
}

/** A mapping's document. */
export function mapping(principals: readonly string[], grants: AccessGrants): object {
  return { version: 1, principals, grants };
}

/** A job's document with these parameters: texts. */
export function job(category: string, ...parameters: readonly string[]): object {
  const properties = Object.fromEntries(parameters.map((name) => [name, { type: 'string', maxLength: 100, default: '' }]));
  return { version: 1, category, family: 'etl.Load', parameters: { type: 'object', additionalProperties: false, properties } };
}

/** What a command has said. */
export interface Said {
  readonly status: number;
  readonly out: string;
  readonly notes: readonly string[];
}

/** Runs a command and keeps what it says. */
export async function saying(run: (output: { out: (text: string) => void; note: (text: string) => void }) => Promise<number>): Promise<Said> {
  const out: string[] = [];
  const notes: string[] = [];
  const status = await run({ out: (text) => { out.push(text); }, note: (text) => { notes.push(text); } });
  return { status, out: out.join(''), notes };
}
