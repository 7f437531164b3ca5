import { createHash } from 'node:crypto';
import { AUDIENCE_HEADER, WORKER_TOKEN_PREFIX } from '../../../../../lib/contract/worker-sign-in';
import { IdentityError } from '../errors';

/** Where tokens of this service must lead. */
export interface StsEndpoint {
  /** Such as `https://sts.eu-central-1.amazonaws.com`: the service's own, and no other. */
  readonly origin: string;
  readonly region: string;
}

/** A pre-signed sts:GetCallerIdentity whose every part is as it must be; whether the signature holds, STS alone knows. */
export interface StsToken {
  /** SHA-256 of the token. */
  readonly id: string;
  /** SHA-256 of what names the credential: access key id and session token. */
  readonly credential: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** Path and query to ask STS with, made anew from the checked parts. */
  readonly target: string;
}

/** A pre-signed URL is good for 15 minutes at STS whatever it says itself; here it is good for what it says, 15 minutes at most. */
const LONGEST_SECONDS = 900;
/** How far ahead the caller's clock may be. */
const SKEW_SECONDS = 60;
const LONGEST_TOKEN = 12_288;

/** The query has exactly these, each once. */
const PARTS: Readonly<Record<string, RegExp>> = {
  'Action': /^GetCallerIdentity$/,
  'Version': /^2011-06-15$/,
  'X-Amz-Algorithm': /^AWS4-HMAC-SHA256$/,
  // Keys of roles begin so; those of IAM users and root do not.
  'X-Amz-Credential': /^ASIA[A-Z0-9]{12,124}\/[0-9]{8}\/[a-z0-9-]+\/sts\/aws4_request$/,
  'X-Amz-Date': /^[0-9]{8}T[0-9]{6}Z$/,
  'X-Amz-Expires': /^[1-9][0-9]{0,2}$/,
  'X-Amz-Security-Token': /^[A-Za-z0-9+/=]{16,8192}$/,
  'X-Amz-Signature': /^[0-9a-f]{64}$/,
  'X-Amz-SignedHeaders': new RegExp(`^host;${AUDIENCE_HEADER}$`),
};

/**
 * Takes a token apart. There is one way to write each token: whatever differs from it in a letter is refused.
 *
 * @param now seconds since the epoch
 * @throws IdentityError `role-token-malformed`, `role-token-endpoint`, `role-token-expired`, `role-token-not-yet-valid`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function parseStsToken(text: string, endpoint: StsEndpoint, now: number): StsToken {
  if (text.length > LONGEST_TOKEN || !text.startsWith(WORKER_TOKEN_PREFIX)) throw malformed();
  const encoded = text.slice(WORKER_TOKEN_PREFIX.length);
  const url = Buffer.from(encoded, 'base64url').toString('latin1');
  if (!/^[\x21-\x7e]+$/.test(url) || Buffer.from(url, 'latin1').toString('base64url') !== encoded) throw malformed();
  const start = `${endpoint.origin}/?`;
  if (!url.startsWith(start)) {
    throw /^https?:\/\/[a-z0-9.-]+(?::[0-9]+)?\/\?/.test(url) ? new IdentityError('role-token-endpoint') : malformed();
  }
  const parts = partsOf(url.slice(start.length));
  const part = (name: string): string => parts.get(name) ?? '';
  const [accessKey = '', day, region] = part('X-Amz-Credential').split('/');
  if (region !== endpoint.region) throw new IdentityError('role-token-endpoint');
  const date = part('X-Amz-Date');
  const signedAt = secondsOf(date);
  const seconds = Number(part('X-Amz-Expires'));
  if (signedAt === undefined || day !== date.slice(0, 8) || seconds > LONGEST_SECONDS) throw malformed();
  if (signedAt > now + SKEW_SECONDS) throw new IdentityError('role-token-not-yet-valid');
  if (signedAt + seconds <= now) throw new IdentityError('role-token-expired');
  return {
    id: sha256(text),
    credential: sha256(`${accessKey}\n${part('X-Amz-Security-Token')}`),
    expiresAt: signedAt + seconds,
    target: `/?${Object.keys(PARTS).map((name) => `${name}=${encode(part(name))}`).join('&')}`,
  };
}

function partsOf(query: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [name = '', raw = '', ...more] = pair.split('=');
    const value = decode(raw);
    if (more.length > 0 || parts.has(name) || value === undefined || encode(value) !== raw) throw malformed();
    if (!Object.hasOwn(PARTS, name) || !(PARTS[name] as RegExp).test(value)) throw malformed();
    parts.set(name, value);
  }
  if (parts.size !== Object.keys(PARTS).length) throw malformed();
  return parts;
}

/** As signatures of version 4 have it: everything but unreserved letters. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/** Undefined for a day or hour that there is not. */
function secondsOf(date: string): number | undefined {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const milliseconds = Date.parse(iso);
  return Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== iso ? undefined : milliseconds / 1000;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function malformed(): IdentityError {
  return new IdentityError('role-token-malformed');
}
