import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * luigi's own static folder in a virtual environment: the same release that luigid runs. Without symbolic links on the way there,
 * such as a `.local` that lies on another disk: lighttpd follows none.
 * @throws Error where luigi is not in it
 */
export function staticFilesIn(venv: string): string {
  const lib = path.join(venv, 'lib');
  const found = readdirSync(lib).map((name) => path.join(lib, name, 'site-packages/luigi/static')).find((folder) => existsSync(folder));
  if (found === undefined) throw new Error(`no luigi is in ${venv}, expected the one that "npm run setup" installs`);
  return realpathSync(found);
}
