import { constants, createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { encodeSegment } from '../load-balancer-claims';

/** A key of an issuer of bearer tokens, by the id that it goes by. */
export interface TokenKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As it stands in a key set. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** A new RSA key. */
export function tokenKey(kid: string = randomUUID(), modulusLength = 2048): TokenKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return { kid, privateKey, publicKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

/** The same key under another id. */
export function renamed(key: TokenKey, kid: string): TokenKey {
  return { ...key, kid, jwk: { ...key.jwk, kid } };
}

/** How a token is signed. `HS256-with-public-key`: a keyed hash with the public key's PEM, which is no secret. */
export type SignedAs = 'RS256' | 'RS512' | 'PS256' | 'HS256-with-public-key' | 'none';

/** Every knob of a token. */
export interface TokenOptions {
  readonly key: TokenKey;
  /** Claims over iat and exp; `undefined` takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Header members over the usual ones; `undefined` takes one out. */
  readonly header?: Readonly<Record<string, unknown>>;
  /**
   * Milliseconds since the epoch at which it is made.
   * @default - now
   */
  readonly now?: number;
  /** @default 300 */
  readonly lifetimeSeconds?: number;
  /**
   * The header's `alg` follows, unless `header` says otherwise.
   * @default 'RS256'
   */
  readonly signedAs?: SignedAs;
}

/** A token as issuers make them, or a hostile one that differs where asked. */
export function bearerToken(options: TokenOptions): string {
  const { key, signedAs = 'RS256' } = options;
  const iat = Math.floor((options.now ?? Date.now()) / 1000);
  const header = { typ: 'JWT', kid: key.kid, alg: signedAs === 'HS256-with-public-key' ? 'HS256' : signedAs, ...options.header };
  const payload = { iat, exp: iat + (options.lifetimeSeconds ?? 300), ...options.claims };
  const input = `${encodeSegment(JSON.stringify(header), false)}.${encodeSegment(JSON.stringify(payload), false)}`;
  return `${input}.${signatureOf(Buffer.from(input), key, signedAs).toString('base64url')}`;
}

function signatureOf(input: Buffer, { privateKey, publicKey }: TokenKey, signedAs: SignedAs): Buffer {
  switch (signedAs) {
    case 'RS256': return sign('sha256', input, privateKey);
    case 'RS512': return sign('sha512', input, privateKey);
    case 'PS256': return sign('sha256', input, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
    case 'HS256-with-public-key': return createHmac('sha256', publicKey.export({ type: 'spki', format: 'pem' })).update(input).digest();
    case 'none': return Buffer.alloc(0);
  }
}
