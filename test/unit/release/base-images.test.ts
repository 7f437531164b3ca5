import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseImages, pinBaseImages, type ResolvedImage, unpinnedBaseImages } from '../../../release/base-images';

const DIGEST = `sha256:${'1f'.repeat(32)}`;
const BOTH = ['linux/amd64', 'linux/arm64'];
const dockerfile = (image: string): string => readFileSync(join(__dirname, '../../../images', image, 'Dockerfile'), 'utf8');

/** A registry that knows one answer, and remembers what it was asked. */
function registry(answer: Partial<ResolvedImage> = {}) {
  const asked: string[] = [];
  return {
    asked,
    resolve: (reference: string) => {
      asked.push(reference);
      return Promise.resolve({ digest: DIGEST, platforms: BOTH, ...answer });
    },
  };
}

describe('base images of a release', () => {
  test.each(['gateway', 'lighttpd', 'luigid'])('every FROM of the image %s is a base that is pinned, or a stage made of one', (image) => {
    const content = dockerfile(image);
    const sources = [...content.matchAll(/^FROM (\S+)/gm)].map(([, source]) => source);
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !/^\$\{([A-Z]+_)?BASE\}$/.test(source as string))).toEqual([]);
    expect(baseImages(content)).toHaveLength(new Set(sources).size);
  });

  test('get the digest beside their tag, and nothing else in the file changes', async () => {
    const content = dockerfile('lighttpd');
    const { 'images/lighttpd/Dockerfile': pinned } = await pinBaseImages({ 'images/lighttpd/Dockerfile': content }, registry().resolve);
    expect(pinned?.replaceAll(`@${DIGEST}`, '')).toBe(content);
    expect(unpinnedBaseImages(content).length).toBe(2);
    expect(unpinnedBaseImages(pinned as string)).toEqual([]);
  });

  test('that two files share are asked for once: a tag may move in between', async () => {
    const { asked, resolve } = registry();
    await pinBaseImages({ a: 'ARG BASE=node:24\nFROM ${BASE}', b: 'ARG PYTHON_BASE=node:24\nFROM ${PYTHON_BASE}' }, resolve);
    expect(asked).toEqual(['node:24']);
  });

  test('that have a digest keep it', async () => {
    const content = `ARG BASE=node:24@sha256:${'00'.repeat(32)}\nFROM \${BASE}`;
    const { asked, resolve } = registry();
    expect(await pinBaseImages({ a: content }, resolve)).toEqual({ a: content });
    expect(asked).toEqual([]);
  });

  test.each([
    ['a digest that is none', { digest: 'latest' }, 'node:24: got digest "latest", expected sha256: and 64 hexadecimal digits'],
    ['no digest', { digest: '' }, 'node:24: got digest "", expected sha256: and 64 hexadecimal digits'],
    ['one platform only', { platforms: ['linux/amd64'] }, 'node:24: got an image without linux/arm64, expected one for linux/amd64 and linux/arm64'],
    ['no index', { platforms: [] }, 'node:24: got an image without linux/amd64 and linux/arm64, expected one for linux/amd64 and linux/arm64'],
  ])('are refused where the registry answers with %s', async (_, answer, message) => {
    await expect(pinBaseImages({ a: 'ARG BASE=node:24\nFROM ${BASE}' }, registry(answer).resolve)).rejects.toThrow(new Error(message));
  });

  test('must be named: a Dockerfile without one is refused', async () => {
    await expect(pinBaseImages({ 'images/x/Dockerfile': 'FROM node:24' }, registry().resolve))
      .rejects.toThrow(new Error('images/x/Dockerfile: got no line "ARG BASE=...", expected one: its base could not be pinned'));
  });
});
