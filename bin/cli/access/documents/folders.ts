import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ACCESS_MAPPING_MAX_BYTES } from '../../../../lib/contract/access-mapping-limits';
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
  refuseMappingsBeside(folder, `${mappings}/`);
  const below = (name: string) => inside.includes(name) ? path.join(folder, name) : undefined;
  return { mappings: path.join(folder, mappings), jobs: jobs ?? below('jobs'), control: below('control') };
}

/**
 * Asserts that no access mappings lie beside what is read in their place: else a folder or a file more would be enough to have them
 * deployed and never looked at.
 * @param read what is read
 * @throws MisuseError
 */
export function refuseMappingsBeside(folder: string, read: string): void {
  const beside = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.') && isMapping(path.join(folder, name)));
  if (beside.length === 0) return;
  throw new MisuseError(`${folder}: got access mappings beside ${read}, such as ${beside[0]}, expected one or the other: a gateway would read them where they lie, and nothing here would`);
}

/** As a cloud assembly it has no such folder: somebody's documents lie in it. */
export function refuseServiceFolders(assembly: string): void {
  const [found] = foldersIn(assembly).filter((name) => MAPPINGS.includes(name));
  if (found !== undefined) throw new MisuseError(`${assembly}: got both a cloud assembly and ${found}/, expected one or the other: name the one that is meant`);
  refuseMappingsBeside(assembly, 'a cloud assembly');
}

/** Whether a gateway might take it for a mapping. */
function isMapping(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > ACCESS_MAPPING_MAX_BYTES) return false;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'principals') && Object.hasOwn(value, 'grants');
  } catch {
    return false;
  }
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
    throw new MisuseError(`${folder}: got ${whatIsThere(folder, error as NodeJS.ErrnoException)}`);
  }
}

function whatIsThere(folder: string, { code = 'an error' }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOTDIR': return `a file, expected a folder: name the one that it lies in, ${path.dirname(folder)}`;
    case 'ENOENT': return 'nothing of that name, expected a folder';
    default: return `${code}, expected a folder that can be listed`;
  }
}
