import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Files of a cloud assembly by their names, without assets. */
export function snapshotOf(directory: string): Map<string, string> {
  const files = filesIn(directory).filter((file) => !relative(directory, file).startsWith('asset.'));
  return new Map(files.map((file) => [relative(directory, file), normal(file)]));
}

/** How the second differs from the first: a line for each member of a JSON document, and for each other file. */
export function differences(committed: ReadonlyMap<string, string>, actual: ReadonlyMap<string, string>): string[] {
  return [...new Set([...committed.keys(), ...actual.keys()])].sort().flatMap((file) => {
    const [was, is] = [committed.get(file), actual.get(file)];
    if (was === undefined) return [`${file}: not in the snapshot`];
    if (is === undefined) return [`${file}: in the snapshot only`];
    if (was === is) return [];
    // Assets are members named by their hashes, which are all alike here.
    if (!file.endsWith('.json') || file.endsWith('.assets.json')) return [`${file}: another text`];
    return membersThatDiffer(file, JSON.parse(was), JSON.parse(is));
  });
}

function membersThatDiffer(path: string, was: unknown, is: unknown): string[] {
  if (isObject(was) && isObject(is) && Array.isArray(was) === Array.isArray(is)) {
    return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => membersThatDiffer(`${path} ${key}`, was[key], is[key]));
  }
  return was === is ? [] : [`${path}: was ${shown(was)}, is ${shown(is)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/**
 * Hashes of assets are left out, as integ-runner does: an image has another with every change of its program, which has tests of its own.
 * integ-runner writes manifests anew, as of a version of its own.
 */
function normal(file: string): string {
  const text = readFileSync(file, 'utf8').replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>').replaceAll(/(current_account-current_region)-[0-9a-f]{8}/g, '$1');
  if (!/(?:^|\/)(?:manifest|integ)\.json$/.test(file)) return text;
  const { version: _, minimumCliVersion: __, ...manifest } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(manifest);
}

function filesIn(directory: string): string[] {
  return readdirSync(directory).map((name) => join(directory, name)).filter((path) => statSync(path).isFile());
}
