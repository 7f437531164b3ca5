import path from 'node:path';
import { withLock } from '../../../local/setup/lock';
import { ensureBases } from './bases';
import { processLimits } from './container-command';
import { hostSettings } from './host-settings';
import { buildah, containersFolder, podman, prepareStore } from './store';
import { ensureContainerTools } from './tools';

/**
 * Builds a stage of the image for jobs from a build context, as `docker build --target <stage>` does.
 * @returns what `podman run` takes
 */
export async function buildJobImage(context: string, stage: 'base' | 'job'): Promise<string> {
  return withLock(path.join(containersFolder, 'lock'), async () => {
    const missing = ensureContainerTools();
    if (missing !== undefined) throw new Error(missing);
    prepareStore();
    const settings = await hostSettings();
    await ensureBases(settings);
    const reference = `localhost/cdk-lighttpd-luigi/job-${stage}:test`;
    await buildah(['bud', '--isolation', 'chroot', '--pull-never', '--layers', ...settings.mounts, '--target', stage, '--tag', reference, context]);
    return reference;
  });
}

/** Runs a command in an image as Fargate runs a job's: without rights, on a root file system that can't be written, except what VOLUME declares. */
export async function runJob(reference: string, ...command: readonly string[]): Promise<string> {
  return podman(['run', '--rm', '--pull', 'never', '--log-driver', 'none', '--network', 'host', '--http-proxy=false', '--user', '1000:1000',
    '--read-only', '--read-only-tmpfs=false', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', ...processLimits(), reference, ...command]);
}
