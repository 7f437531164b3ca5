import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { MisuseError } from '../../misuse';

/** Folders in which the documents of a service lie. */
export interface ServiceFolders {
  readonly mappings: string;
  /** @default - there is none */
  readonly jobs?: string;
  /** @default - there is none */
  readonly control?: string;
}

/** What a folder of mappings may be called in the folder of a service: as in SSM, and as the service on one machine calls it. */
const MAPPINGS = ['access', 'mappings'];

/**
 * Finds them: a folder that holds `access` or `mappings` is a service's, with `jobs` and `control` beside; any other holds mappings itself.
 * @param jobs folder of jobs, where it was named
 * @throws MisuseError where it can't be told
 */
export function serviceFolders(folder: string, jobs: string | undefined): ServiceFolders {
  const inside = foldersIn(folder);
  if (jobs !== undefined) foldersIn(jobs);
  const [mappings, other] = MAPPINGS.filter((name) => inside.includes(name));
  if (other !== undefined) throw new MisuseError(`${folder}: got both ${MAPPINGS.join('/ and ')}/, expected one of them: name the one that is meant`);
  if (mappings === undefined) return { mappings: folder, jobs };
  const below = (name: string) => inside.includes(name) ? path.join(folder, name) : undefined;
  return { mappings: path.join(folder, mappings), jobs: jobs ?? below('jobs'), control: below('control') };
}

/** Files that look as if they were meant as documents, but are not called `*.json`. */
export function passedOver(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /\.(?:ya?ml|json5|jsonc|json\.\w+)$/i.test(name) || (/\.json$/i.test(name) && !name.endsWith('.json')) || /^\..*\.json$/.test(name))
    .filter((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((name) => path.join(folder, name)).sort();
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true);
  } catch (error) {
    throw new MisuseError(`${folder}: got ${(error as NodeJS.ErrnoException).code ?? 'an error'}, expected a folder that can be listed`);
  }
}
