import { createPublicKey, type KeyObject } from 'node:crypto';
import { isObject, member } from '../../json/json-object';
import { KEY_SET_STALE_AFTER_MS, KeySet, type KeySetProps } from '../tokens/key-set';
import { reasonOf } from './reason-of';
import { refused } from './refused';

/** Whose keys, and how they are fetched. */
export interface IssuerKeysProps extends KeySetProps {
  /** Address of the key set. */
  readonly keysUrl: string;
  /**
   * Hears of each fetch, with what went wrong.
   * @default - nobody does
   */
  readonly watch?: (fault: unknown) => void;
}

/** A key by which tokens are verified. The same object for as long as its issuer has it. */
export interface IssuerKey {
  readonly key: KeyObject;
  /** Bytes of each signature. */
  readonly signatureBytes: number;
  /** What it was made of. */
  readonly text: string;
}

/** How the keys of an issuer are, for /healthz and metrics. */
export interface IssuerKeysHealth {
  /** Keys of use; null before the first that could be had. */
  readonly count: number | null;
  /** Since they were fetched with success; null before. */
  readonly ageSeconds: number | null;
  /** Why the last fetch failed; null where it didn't. */
  readonly lastError: string | null;
  /** Whether callers are refused for it, or soon will be: there never were any, or they have not been had for long. */
  readonly missing: boolean;
}

const LIMITS = {
  /** Entries of a key set, of whatever kind: load balancers take 10. */
  keys: 100,
  minBits: 2048,
  /** A larger key would make each signature dear. */
  maxBits: 8192,
  kid: 256,
};
/** One that nobody asked for since is waited for: what was kept over hours in which nobody called may hold a key that was taken back. */
const FORGOTTEN_AFTER_MS = 2 * KEY_SET_STALE_AFTER_MS;
/** What can't be had anew for a day lets nobody in: keys that were taken back meanwhile would do for ever. */
const TRUSTED_FOR_MS = 86_400_000;
/** Two fetches that were due, and whatever was tried between. */
const MISSING_AFTER_MS = 600_000;
const MODULUS = /^[A-Za-z0-9_-]{342,1368}$/;
const EXPONENT = /^[A-Za-z0-9_-]{1,8}$/;

/** Keys by id. */
export type Keys = ReadonlyMap<string, IssuerKey>;

/** The keys of one issuer: each issuer has its own, whatever ids theirs have. */
export class IssuerKeys {
  private readonly keySet: KeySet<Keys>;

  constructor(private readonly props: IssuerKeysProps) {
    const { fetch, clock, timeoutMs, watch } = props;
    this.keySet = new KeySet<Keys>({
      fetch, clock, timeoutMs, watch,
      read: keysIn,
      unavailable: (cause) => refused('token-keys-unavailable', cause),
    });
  }

  /**
   * The issuer's key of that id. Asked for one that it doesn't have, its set is fetched anew, at most every 10 s.
   * @param kid as the token has it: unproved
   * @throws IdentityError `token-key-unknown`, `token-keys-unavailable`
   */
  async get(kid: unknown): Promise<IssuerKey> {
    if (typeof kid !== 'string' || kid === '' || kid.length > LIMITS.kid) throw refused('token-key-unknown');
    // Asked in vain, the last good set goes on.
    if (this.isForgotten) await this.keySet.refreshed(this.props.keysUrl).catch(() => undefined);
    const known = this.current(kid);
    if (known !== undefined) return known;
    const fresh = (await this.keySet.refreshed(this.props.keysUrl)).get(kid);
    if (fresh === undefined) throw refused('token-key-unknown');
    return fresh;
  }

  /** How they are. */
  get health(): IssuerKeysHealth {
    const { current, ageMs, lastFault } = this.keySet;
    return {
      count: current?.size ?? null,
      ageSeconds: current === undefined ? null : Math.floor(ageMs / 1000),
      lastError: lastFault === undefined ? null : reasonOf(lastFault.cause),
      missing: lastFault !== undefined && (current === undefined || ageMs > MISSING_AFTER_MS),
    };
  }

  /** Fetches the set where there is none, or it is old, or the last fetch failed: before somebody needs it. Never rejects. */
  async freshen(): Promise<void> {
    const { current, ageMs, lastFault } = this.keySet;
    if (current !== undefined && ageMs <= KEY_SET_STALE_AFTER_MS && lastFault === undefined) return;
    await this.keySet.refreshed(this.props.keysUrl).catch(() => undefined);
  }

  /** Whether the issuer has this very key, as far as is known; false where nobody asked it for long: `get` does. */
  has(kid: string, key: IssuerKey): boolean {
    return !this.isForgotten && this.current(kid) === key;
  }

  private get isForgotten(): boolean {
    return this.keySet.current !== undefined && this.keySet.sinceAskedMs > FORGOTTEN_AFTER_MS;
  }

  private current(kid: string): IssuerKey | undefined {
    const { current, ageMs } = this.keySet;
    // Nobody waits for this one: while the issuer can't be reached, the last good set goes on.
    if (current !== undefined && ageMs > KEY_SET_STALE_AFTER_MS) this.keySet.refreshed(this.props.keysUrl).catch(() => undefined);
    return ageMs > TRUSTED_FOR_MS ? undefined : current?.get(kid);
  }
}

/**
 * The keys that a set has for RS256, by id. Others are passed over; an id that two different keys have is nobody's.
 * @throws Error where it is no key set, too long, or has no such key: then the last good one goes on
 */
export function keysIn(body: string, kept: Keys = new Map()): Keys {
  const keySet: unknown = JSON.parse(body);
  const entries = isObject(keySet) ? member(keySet, 'keys') : undefined;
  if (!Array.isArray(entries)) throw new Error('issuer answered something else than a key set');
  if (entries.length > LIMITS.keys) throw new Error(`issuer answered ${entries.length} keys, expected ${LIMITS.keys} at most`);
  const keys = new Map<string, IssuerKey>();
  const doubled = new Set<string>();
  for (const entry of entries as readonly unknown[]) {
    const found = keyIn(entry, kept);
    if (found === undefined) continue;
    const other = keys.get(found.kid);
    if (other !== undefined && other.text !== found.key.text) doubled.add(found.kid);
    keys.set(found.kid, found.key);
  }
  for (const kid of doubled) keys.delete(kid);
  if (keys.size === 0) throw new Error('issuer answered a key set without a key for RS256');
  return keys;
}

/** One key, where it is of RSA, meant for signatures, and for RS256 if it says for what. Never anything but a public key. */
function keyIn(entry: unknown, kept: Keys): { readonly kid: string; readonly key: IssuerKey } | undefined {
  if (!isObject(entry)) return undefined;
  const [kid, kty, use, alg, operations, n, e] = ['kid', 'kty', 'use', 'alg', 'key_ops', 'n', 'e'].map((name) => member(entry, name));
  if (typeof kid !== 'string' || kid === '' || kid.length > LIMITS.kid || kty !== 'RSA') return undefined;
  if ((use !== undefined && use !== 'sig') || (alg !== undefined && alg !== 'RS256')) return undefined;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined;
  if (typeof n !== 'string' || typeof e !== 'string' || !MODULUS.test(n) || !EXPONENT.test(e)) return undefined;
  const text = `${n}.${e}`;
  const before = kept.get(kid);
  if (before?.text === text) return { kid, key: before };
  const key = publicKey(n, e);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key === undefined || bits < LIMITS.minBits || bits > LIMITS.maxBits) return undefined;
  return { kid, key: { key, signatureBytes: Math.ceil(bits / 8), text } };
}

function publicKey(n: string, e: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    // By 1, a signature is what was signed.
    return (key.asymmetricKeyDetails?.publicExponent ?? 0n) >= 3n ? key : undefined;
  } catch {
    return undefined;
  }
}
