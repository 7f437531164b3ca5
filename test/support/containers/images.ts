import path from 'node:path';
import { ensureGatewayBundle } from '../../../local/gateway-bundle';
import { withLock } from '../../../local/setup/lock';
import { PROJECT } from '../../../local/setup/paths';
import { ensureBases } from './bases';
import { removeLeftovers } from './container-command';
import { hostSettings } from './host-settings';
import { imageNames, imageReference, type ImageName } from './image-name';
import { buildah, containersFolder, podman, prepareStore } from './store';
import { ensureContainerTools } from './tools';

/** What an image says about itself. */
export interface BuiltImage {
  readonly name: ImageName;
  /** What `podman run` takes. */
  readonly reference: string;
  /** Bytes, with its base. */
  readonly size: number;
  /** As in the Dockerfile's USER. */
  readonly user: string;
  /** Folders declared by VOLUME. */
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
}

/**
 * Builds the images, as `docker build --file images/<name>/Dockerfile images` does; what has not changed comes from the layers of
 * the build before. Containers that a crashed run left behind are removed first.
 *
 * @throws Error if the tools are missing or a build fails; the message ends with the build's last lines
 */
export async function buildImages(names: readonly ImageName[] = imageNames): Promise<ReadonlyMap<ImageName, BuiltImage>> {
  return withLock(path.join(containersFolder, 'lock'), async () => {
    const missing = ensureContainerTools();
    if (missing !== undefined) throw new Error(missing);
    prepareStore();
    await removeLeftovers();
    const settings = await hostSettings();
    await ensureBases(settings);
    if (names.includes('gateway')) await ensureGatewayBundle();
    const built = new Map<ImageName, BuiltImage>();
    for (const name of names) {
      await buildah(['bud', '--isolation', 'chroot', '--pull-never', '--layers', ...settings.mounts, '--tag', imageReference(name),
        '--file', path.join(PROJECT, 'images', name, 'Dockerfile'), path.join(PROJECT, 'images')]);
      built.set(name, await inspectImage(name));
    }
    return built;
  });
}

/** What an image that was built before says about itself. */
export async function inspectImage(name: ImageName): Promise<BuiltImage> {
  const [found] = JSON.parse(await podman(['image', 'inspect', imageReference(name)])) as [{
    Size: number;
    Config: { User?: string; Volumes?: Record<string, unknown>; Entrypoint?: string[] };
  }];
  return {
    name,
    reference: imageReference(name),
    size: found.Size,
    user: found.Config.User ?? '',
    volumes: Object.keys(found.Config.Volumes ?? {}),
    entrypoint: found.Config.Entrypoint ?? [],
  };
}
