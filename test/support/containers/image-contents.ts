import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { execute } from './execute';
import { podman } from './store';

/** What stands in an image's file system; read from outside, so that the image needs no tools for it. */
export interface ImageContents {
  /** Lists and archives that a package manager left: they age, and only make the image bigger. */
  readonly packageCaches: readonly string[];
  /** Programs that run with their owner's rights. */
  readonly setuid: readonly string[];
  /** Files that hold a private key. */
  readonly privateKeys: readonly string[];
}

/** Reads an image's file system. @param reference as `podman run` takes it */
export async function imageContents(reference: string): Promise<ImageContents> {
  const root = (await podman(['image', 'mount', reference])).trim();
  try {
    const inside = (absolute: string): string => absolute.slice(root.length);
    const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '').map(inside).sort();
    const filesBelow = (folder: string): string[] => {
      const from = path.join(root, folder);
      return existsSync(from) ? readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
        .map((entry) => inside(path.join(entry.parentPath, entry.name))) : [];
    };
    return {
      packageCaches: ['var/lib/apt/lists', 'var/cache/apt', 'var/cache/lighttpd', 'root/.cache', 'root/.npm', 'tmp', 'var/tmp'].flatMap(filesBelow)
        .filter((file) => !file.endsWith('/lock')),
      setuid: lines(await execute('find', [root, '-xdev', '-type', 'f', '-perm', '/6000'])),
      // Programs speak of keys in their texts; only a file that begins with one is one.
      privateKeys: lines(await execute('sh', ['-c', 'grep -rlsE "^-----BEGIN ([A-Z]+ )?PRIVATE KEY-----" "$@" || test $? -le 2', 'grep',
        ...['etc', 'opt', 'run', 'srv', 'home', 'root', 'var', 'usr/local'].map((folder) => path.join(root, folder))])),
    };
  } finally {
    await podman(['image', 'unmount', reference]);
  }
}
