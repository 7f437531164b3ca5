import { existsSync } from 'node:fs';
import { installPackages } from './apt';
import { findProgram } from './command';
import { inspectMachine } from './machine';
import type { Report } from './report';

/** The keys that Debian signs with: Ubuntu doesn't have them unasked. */
export const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const TOOLS = ['buildah', 'podman', 'runc', 'debootstrap'];

/** Packages that are missing on this machine to build and run images. */
export function missingImageTools(): string[] {
  return [...TOOLS.filter((name) => findProgram(name) === undefined), ...(existsSync(DEBIAN_KEYRING) ? [] : ['debian-archive-keyring'])];
}

/**
 * What builds and runs container images without a Docker daemon.
 * @throws SetupError where they can't be had
 */
export async function ensureImageTools(report: Report): Promise<string> {
  const missing = missingImageTools();
  if (missing.length > 0) {
    await installPackages({ what: missing.join(', '), packages: missing, otherwise: 'buildah, podman 4 or newer, runc, debootstrap and the keys of Debian\'s archive' },
      await inspectMachine(), report);
  }
  return findProgram('buildah') as string;
}
