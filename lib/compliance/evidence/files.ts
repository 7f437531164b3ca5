import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { visibleJson } from '../../documents/visible-json';
import type { EvidenceDocument } from './document';
import { evidenceMarkdown } from './markdown';

const JSON_FILE = 'soc2-evidence.json';
const MARKDOWN_FILE = 'soc2-evidence.md';

/** Writes the evidence into a cloud assembly, for programs and for people. */
export function writeEvidence(outdir: string, document: EvidenceDocument): void {
  write(join(outdir, JSON_FILE), visibleJson(document));
  write(join(outdir, MARKDOWN_FILE), evidenceMarkdown(document));
}

/** Removes what an earlier synthesis has left. */
export function removeEvidence(outdir: string | undefined): void {
  if (outdir === undefined) return;
  for (const name of [JSON_FILE, MARKDOWN_FILE]) rmSync(join(outdir, name), { force: true });
}

/** An app may have CDK watch that plugins change no file that is there already: of two packs, the second has nothing to change. */
function write(file: string, content: string): void {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeFileSync(file, content);
}
