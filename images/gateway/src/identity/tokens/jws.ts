import { isObject } from '../../json/json-object';

/** A signed token, taken apart. Nothing in it is proved. */
export interface UnverifiedJws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly signature: Buffer;
  /** What the signature is over. */
  readonly signingInput: string;
}

/** Characters of a token at most: no load balancer sends a longer header. */
const MAX_TOKEN_LENGTH = 16_384;

const SEGMENT = /^[A-Za-z0-9_-]+={0,2}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Takes a compact JWS apart, strictly: three base64url segments, padded right or not at all (load balancers pad), in the one
 * form that encodes their bytes; JSON objects in UTF-8; no critical extensions.
 * @returns undefined where it is anything else
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-5.2
 */
export function parseJws(token: string): UnverifiedJws | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  const segments = token.split('.', 4);
  if (segments.length !== 3) return undefined;
  const [header64 = '', payload64 = '', signature64 = ''] = segments;
  const header = jsonObject(decode(header64));
  const payload = jsonObject(decode(payload64));
  const signature = decode(signature64);
  if (header === undefined || payload === undefined || signature === undefined || Object.hasOwn(header, 'crit')) return undefined;
  return { header, payload, signature, signingInput: `${header64}.${payload64}` };
}

function decode(segment: string): Buffer | undefined {
  if (!SEGMENT.test(segment) || (segment.endsWith('=') && segment.length % 4 !== 0)) return undefined;
  const bytes = Buffer.from(segment, 'base64url');
  // Bits left over at the end would let two texts stand for the same bytes.
  return bytes.toString('base64url') === segment.replace(/=+$/, '') ? bytes : undefined;
}

function jsonObject(bytes: Buffer | undefined): Record<string, unknown> | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
