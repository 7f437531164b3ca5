import { spawnSync } from 'node:child_process';
import { missingImageTools } from '../../../local/setup/image-tools';
import { PROJECT } from '../../../local/setup/paths';

/**
 * Sees to it that images can be built and run here; has the project's set-up install what is missing.
 * Waits for that without giving way: Jest wants to know which tests there are before anything runs.
 *
 * @returns undefined if all is there, else one line that says why not and how to mend it
 */
export function ensureContainerTools(): string | undefined {
  const refused = "images can't be built here";
  if (process.platform !== 'linux') return `${refused}: got ${process.platform}, expected Linux; run the tests in a Linux virtual machine`;
  if (process.getuid?.() !== 0) return `${refused}: got user id ${process.getuid?.()}, expected root, which debootstrap needs; run the tests as root`;
  if (missingImageTools().length === 0) return undefined;
  const setup = spawnSync('npm', ['run', '--silent', 'setup', '--', 'images'], { cwd: PROJECT, stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' });
  process.stderr.write(setup.stderr);
  const missing = missingImageTools();
  if (missing.length === 0) return undefined;
  return `${refused}: ${missing.join(', ')} not found after set-up, which ended with ${setup.status}; install them by hand`;
}
