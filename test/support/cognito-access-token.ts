import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { encodeSegment, TEST_CLIENT_ID, TEST_ISSUER } from './load-balancer-claims';

/** A key of a user pool. */
export interface CognitoKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

/** A new RSA key. */
export function cognitoKey(kid: string = randomUUID()): CognitoKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

/** An access token as Cognito makes it (it does not pad), or a hostile one that differs where asked. */
export function cognitoAccessToken(options: {
  readonly key: CognitoKey;
  /** @default 'ada' */
  readonly subject?: string;
  readonly groups?: unknown;
  /** Claims over the usual ones; `undefined` takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}): string {
  const issuedAt = Math.floor((options.now ?? Date.now()) / 1000);
  const header = { kid: options.key.kid, alg: 'RS256', ...options.header };
  const payload = {
    'sub': options.subject ?? 'ada', 'cognito:groups': options.groups, 'iss': TEST_ISSUER, 'client_id': TEST_CLIENT_ID,
    'token_use': 'access', 'scope': 'openid', 'iat': issuedAt, 'exp': issuedAt + 3600, ...options.claims,
  };
  const signingInput = `${encodeSegment(JSON.stringify(header), false)}.${encodeSegment(JSON.stringify(payload), false)}`;
  return `${signingInput}.${sign('sha256', Buffer.from(signingInput), options.key.privateKey).toString('base64url')}`;
}
