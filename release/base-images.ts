/** An image of several platforms, as its registry describes it. */
export interface ResolvedImage {
  /** `sha256:` and 64 hexadecimal digits: of the index of all platforms, not of one platform's image. */
  readonly digest: string;
  /** As in `linux/arm64`. */
  readonly platforms: readonly string[];
}

/** Asks a registry for what a tag means now. */
export type ResolveImage = (reference: string) => Promise<ResolvedImage>;

/** Those that Fargate can run: a base that lacks one could not be built for it. */
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const BASE = /^ARG ((?:[A-Z]+_)?BASE)=(\S+)$/gm;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const PINNED = /@sha256:[0-9a-f]{64}$/;

/** The bases that a Dockerfile names, as it names them. */
export function baseImages(dockerfile: string): string[] {
  return [...dockerfile.matchAll(BASE)].map(([, , reference]) => reference as string);
}

/** Those of them that a registry may give another meaning tomorrow. */
export function unpinnedBaseImages(dockerfile: string): string[] {
  return baseImages(dockerfile).filter((reference) => !PINNED.test(reference));
}

/**
 * Dockerfiles whose bases say tag and digest (`name:tag@sha256:...`), so that every build of a release starts from the same bytes.
 * Each base is asked for once, since a tag may move between two questions. Those that have a digest already keep it.
 *
 * @param dockerfiles content by path
 * @throws Error where a Dockerfile names no base, or a base is not there for every platform
 */
export async function pinBaseImages(dockerfiles: Readonly<Record<string, string>>, resolve: ResolveImage): Promise<Record<string, string>> {
  for (const [path, content] of Object.entries(dockerfiles)) {
    if (baseImages(content).length === 0) throw new Error(`${path}: got no line "ARG BASE=...", expected one: its base could not be pinned`);
  }
  const pinned = new Map<string, string>();
  for (const reference of new Set(Object.values(dockerfiles).flatMap(unpinnedBaseImages))) {
    const { digest, platforms } = await resolve(reference);
    if (!DIGEST.test(digest)) throw new Error(`${reference}: got digest ${JSON.stringify(digest)}, expected sha256: and 64 hexadecimal digits`);
    const missing = PLATFORMS.filter((platform) => !platforms.includes(platform));
    if (missing.length > 0) throw new Error(`${reference}: got an image without ${missing.join(' and ')}, expected one for ${PLATFORMS.join(' and ')}`);
    pinned.set(reference, `${reference}@${digest}`);
  }
  return Object.fromEntries(Object.entries(dockerfiles).map(([path, content]) => [
    path,
    content.replaceAll(BASE, (line, name: string, reference: string) => (pinned.has(reference) ? `ARG ${name}=${pinned.get(reference)}` : line)),
  ]));
}
