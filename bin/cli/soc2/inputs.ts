import { statSync } from 'node:fs';
import path from 'node:path';
import { readAssemblySources } from './read-assembly';
import { readTemplate } from './read-template';
import type { Refusal, Source } from './source';

/** Reads all that can be read; of the rest, says why not. */
export function readInputs(inputs: readonly string[]): { readonly sources: readonly Source[]; readonly refusals: readonly Refusal[] } {
  const sources: Source[] = [];
  const refusals: Refusal[] = [];
  for (const input of [...new Set(inputs)]) {
    const shown = path.posix.normalize(input.split(path.sep).join('/')).replace(/(?<=.)\/$/, '');
    try {
      if (statSync(input).isDirectory()) sources.push(...readAssemblySources(path.resolve(input), shown));
      else sources.push(readTemplate(input, shown));
    } catch (error) {
      refusals.push({ file: shown, cause: (error as Error).message });
    }
  }
  return { sources, refusals };
}
