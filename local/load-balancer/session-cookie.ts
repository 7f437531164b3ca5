import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What the load balancer remembers of a login, in the browser's own cookies. */
export interface LoadBalancerSession {
  /** From userinfo, at login. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly accessToken: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Names of the session's cookies start so; a number follows. */
export const SESSION_COOKIE = 'AWSELBAuthSessionCookie';
/** The most cookies that one session may take. */
export const LARGEST_SHARDS = 4;
const SHARD_BYTES = 4_000;

/** Seals values into cookies that nobody but this load balancer can read or make (AES-256-GCM). */
export class CookieSeal {
  private key = randomBytes(32);

  /** All that was sealed becomes worthless: every session ends. */
  renew(): void {
    this.key = randomBytes(32);
  }

  /** @param purpose keeps what was sealed for one use from being used for another */
  seal(purpose: string, value: unknown): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(purpose));
    return Buffer.concat([iv, cipher.update(JSON.stringify(value)), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  }

  /** The value, or undefined where it was not sealed here for this purpose. */
  open(purpose: string, sealed: string): unknown {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < 28) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12)).setAAD(Buffer.from(purpose));
      decipher.setAuthTag(bytes.subarray(-16));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8'));
    } catch {
      return undefined;
    }
  }
}

/**
 * The session's cookies by name, each of 4K at most.
 * @returns undefined where four don't hold it: the real one answers 500 then
 */
export function shardSession(sealed: string): Record<string, string> | undefined {
  const shards: Record<string, string> = {};
  for (let index = 0; index * SHARD_BYTES < sealed.length; index += 1) {
    if (index === LARGEST_SHARDS) return undefined;
    shards[`${SESSION_COOKIE}-${index}`] = sealed.slice(index * SHARD_BYTES, (index + 1) * SHARD_BYTES);
  }
  return shards;
}

/** The sealed session from its cookies, in the order of their numbers. */
export function joinShards(cookies: ReadonlyMap<string, string>): string | undefined {
  const shards: string[] = [];
  for (let index = 0; index < LARGEST_SHARDS; index += 1) {
    const shard = cookies.get(`${SESSION_COOKIE}-${index}`);
    if (shard === undefined) break;
    shards.push(shard);
  }
  return shards.length === 0 ? undefined : shards.join('');
}

/** Cookies of a Cookie header; of doubled names the first. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    if (equals > 0 && !cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}
