import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinBaseImages, type ResolvedImage, unpinnedBaseImages } from './base-images';
import { PROJECT, readProject, runCommand } from './project';

interface Manifest {
  readonly digest?: string;
  readonly manifests?: ReadonlyArray<{ readonly platform?: { readonly os?: string; readonly architecture?: string } }>;
}

/** By the registry that the image's name says, through Docker, so that credentials and mirrors are those of the machine. */
async function resolveWithDocker(reference: string): Promise<ResolvedImage> {
  const { stdout } = await promisify(execFile)('docker', ['buildx', 'imagetools', 'inspect', reference, '--format', '{{json .Manifest}}']);
  const { digest = '', manifests = [] } = JSON.parse(stdout) as Manifest;
  return { digest, platforms: manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`) };
}

/**
 * `tsx release/pin-base-images.ts` writes the digest that each base's tag has now into the Dockerfiles of the images;
 * with `--check` it fails where one has none.
 */
runCommand(async () => {
  const dockerfiles = Object.fromEntries(['gateway', 'job', 'lighttpd', 'luigid'].map((image) => [`images/${image}/Dockerfile`, readProject('images', image, 'Dockerfile')]));
  if (process.argv.includes('--check')) {
    const unpinned = Object.entries(dockerfiles).flatMap(([path, content]) => unpinnedBaseImages(content).map((reference) => `${path}: ${reference} has no digest`));
    if (unpinned.length > 0) throw new Error(`${unpinned.join('\n')}\nexpected digests in a release: run tsx release/pin-base-images.ts`);
    return;
  }
  for (const [path, content] of Object.entries(await pinBaseImages(dockerfiles, resolveWithDocker))) {
    writeFileSync(join(PROJECT, path), content);
    console.error(`${path}: ${content.match(/^ARG .*@sha256:.*$/gm)?.join(', ')}`);
  }
});
