import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL, PROJECT } from '../../../local/setup/paths';
import { execute, type ExecuteOptions } from './execute';

/** Where everything about containers is kept: it can be deleted at any time, the next run makes it again. */
export const containersFolder = path.join(LOCAL, 'containers');

/**
 * Images are kept in a store of the project's own. The base images made here bear official names: in the machine's common
 * store they would be taken for the official ones by everything else that is built there.
 */
const store = path.join(containersFolder, 'store');

/** What holds until the machine restarts. Short and outside of the project: sockets below it may have paths of 107 characters at most. */
const runFolder = path.join('/run', `luigi-images-${createHash('sha256').update(PROJECT).digest('hex').slice(0, 12)}`);

const storeFlags: readonly string[] = [
  '--root', store, '--runroot', runFolder,
  // Without it the store is a mount upon itself, and .local can't be deleted.
  '--storage-driver', 'overlay', '--storage-opt', 'overlay.skip_mount_home=true',
];

/** Arguments of a `podman` command that works on the project's store. */
export function podmanArgs(...args: readonly string[]): string[] {
  return [...storeFlags, '--runtime', 'runc', ...args];
}

/** Runs `podman` on the project's store; gives back its standard output. */
export function podman(args: readonly string[], options?: ExecuteOptions): Promise<string> {
  return execute('podman', podmanArgs(...args), options);
}

/** Runs `buildah` on the project's store; gives back its standard output. */
export function buildah(args: readonly string[], options?: ExecuteOptions): Promise<string> {
  return execute('buildah', [...storeFlags, ...args], options);
}

/** Makes the store's folder. A store that came with a copied or renamed project, or of which only a part is left, is of no use and removed. */
export function prepareStore(): void {
  const marker = path.join(containersFolder, 'store-of');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === PROJECT) return;
  for (const folder of [store, runFolder]) {
    for (const mount of mountsBelow(folder)) spawnSync('umount', [mount]);
    rmSync(folder, { recursive: true, force: true });
  }
  mkdirSync(store, { recursive: true });
  writeFileSync(marker, PROJECT);
}

/** Mount points in a folder, the innermost first. */
function mountsBelow(folder: string): string[] {
  return readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => (line.split(' ')[1] ?? '').replaceAll('\\040', ' '))
    .filter((mount) => mount.startsWith(`${folder}/`)).reverse();
}
