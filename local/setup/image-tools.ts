import { installPackages } from './apt';
import { findProgram } from './command';
import { inspectMachine } from './machine';
import type { Report } from './report';

const TOOLS = ['buildah', 'podman', 'runc', 'debootstrap'];

/**
 * What builds and runs container images without a Docker daemon.
 * @throws SetupError where they can't be had
 */
export async function ensureImageTools(report: Report): Promise<string> {
  const missing = TOOLS.filter((name) => findProgram(name) === undefined);
  if (missing.length > 0) {
    await installPackages({ what: missing.join(', '), packages: missing, otherwise: 'buildah, podman 4 or newer, runc and debootstrap' },
      await inspectMachine(), report);
  }
  return findProgram('buildah') as string;
}
