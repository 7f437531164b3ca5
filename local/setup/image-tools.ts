import { existsSync } from 'node:fs';
import { installPackages } from './apt';
import { findProgram } from './command';
import { inspectMachine } from './machine';
import type { Report } from './report';

const DEBIAN_KEYS = '/usr/share/keyrings/debian-archive-keyring.gpg';
const TOOLS = ['buildah', 'podman', 'runc', 'debootstrap'];

/**
 * What builds and runs container images without a Docker daemon.
 * @throws SetupError where they can't be had
 */
export async function ensureImageTools(report: Report): Promise<string> {
  const missing = TOOLS.filter((name) => findProgram(name) === undefined);
  // The images are made of Debian: Ubuntu does not have the keys that it is signed with.
  if (!existsSync(DEBIAN_KEYS)) missing.push('debian-archive-keyring');
  if (missing.length > 0) {
    await installPackages({ what: missing.join(', '), packages: missing, otherwise: 'buildah, podman 4 or newer, runc, debootstrap and the keys of Debian\'s archive' },
      await inspectMachine(), report);
  }
  return findProgram('buildah') as string;
}
