import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './run';

const PROJECT = join(__dirname, '../../..');

interface Locked {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Makes an empty npm project that uses the packed library, as a user would: `npm ci` with a lock file. It locks what this project's
 * lock file does, so that npm's cache has it and nothing new is downloaded.
 *
 * @param folder an empty one, which holds the tarball
 * @param packages what it uses besides
 */
export function makeNpmProject(folder: string, tarball: string, packages: readonly string[]): void {
  const { name, version, bin, peerDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as
    { name: string; version: string; bin: Record<string, string>; peerDependencies: Record<string, string> };
  const { packages: locked } = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> };
  const needed = new Map<string, Locked>();
  const visit = (each: string): void => {
    const path = `node_modules/${each}`;
    const entry = locked[path];
    if (entry === undefined) throw new Error(`${each}: got no entry at the top of package-lock.json, expected one`);
    if (needed.has(path)) return;
    needed.set(path, { ...entry, dev: undefined } as Locked);
    // What a package bundles stands below it.
    for (const [below, bundled] of Object.entries(locked)) if (below.startsWith(`${path}/`)) needed.set(below, { ...bundled, dev: undefined } as Locked);
    for (const dependency of Object.keys({ ...entry.dependencies, ...entry.peerDependencies })) {
      if (locked[`${path}/node_modules/${dependency}`] === undefined) visit(dependency);
    }
  };
  packages.forEach(visit);
  const own = { name: 'consumer', version: '1.0.0' };
  const dependencies = {
    [name]: `file:${basename(tarball)}`,
    ...Object.fromEntries(packages.map((each) => [each, (locked[`node_modules/${each}`] as Locked).version])),
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...own, private: true, dependencies }));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({
    ...own, lockfileVersion: 3, requires: true,
    packages: {
      '': { ...own, dependencies },
      [`node_modules/${name}`]: { version, resolved: `file:${basename(tarball)}`, bin, peerDependencies },
      ...Object.fromEntries(needed),
    },
  }));
  run(folder, 'npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']);
}
