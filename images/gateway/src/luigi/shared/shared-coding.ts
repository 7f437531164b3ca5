import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, type BrotliOptions, type ZlibOptions } from 'node:zlib';

/** How a body may be coded for the way (RFC 9110, content codings). */
export type Coding = 'identity' | 'gzip' | 'br';

/** What a caller takes besides plain bytes. */
export type AcceptedCodings = Readonly<Record<Exclude<Coding, 'identity'>, boolean>>;

/** A body in one coding: as soon as it can be had, or (`small`) worth sending to many. */
export type Variant = Coding | 'gzip-small' | 'br-small';

/** What it takes to make a variant. */
export interface VariantSpec {
  readonly coding: Coding;
  /** Stands behind the hash in the entity tag: another variant has other bytes, hence another tag. */
  readonly suffix: string;
  readonly make: (bytes: Buffer) => Promise<Buffer>;
}

const brotli = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);
const deflate = promisify<Buffer, ZlibOptions, Buffer>(gzip);

/** Every variant. How the settings were chosen stands in docs/decisions/0013-shared-answers.md. */
export const VARIANTS: Readonly<Record<Variant, VariantSpec>> = {
  'identity': { coding: 'identity', suffix: '', make: (bytes) => Promise.resolve(bytes) },
  'gzip': { coding: 'gzip', suffix: '-g', make: (bytes) => deflate(bytes, { level: 1, chunkSize: chunkFor(bytes) }) },
  'gzip-small': { coding: 'gzip', suffix: '-G', make: (bytes) => deflate(bytes, { level: 6, chunkSize: chunkFor(bytes) }) },
  'br': { coding: 'br', suffix: '-b', make: (bytes) => brotli(bytes, brotliOptions(1, bytes)) },
  'br-small': { coding: 'br', suffix: '-B', make: (bytes) => brotli(bytes, brotliOptions(5, bytes)) },
};

/** The variant of a coding that is worth sending to many. */
export const SMALL: Readonly<Record<Coding, Variant>> = { identity: 'identity', gzip: 'gzip-small', br: 'br-small' };

function brotliOptions(quality: number, bytes: Buffer): BrotliOptions {
  return {
    chunkSize: chunkFor(bytes),
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  };
}

/** Each chunk is a way to the other thread and back: a list of tasks shrinks to a tenth, and one chunk or two hold it. */
function chunkFor(bytes: Buffer): number {
  return Math.max(16 * 1024, Math.ceil(bytes.length / 8));
}

const HASHED_AT_A_STRETCH = 4 * 1024 * 1024;

/** A hash of the bytes, as text for an entity tag. Long ones are gone through with pauses, so that nobody else waits for milliseconds. */
export async function hashOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASHED_AT_A_STRETCH) {
    if (from > 0) await setImmediate();
    hash.update(bytes.subarray(from, from + HASHED_AT_A_STRETCH));
  }
  return hash.digest('base64url').slice(0, 24);
}
