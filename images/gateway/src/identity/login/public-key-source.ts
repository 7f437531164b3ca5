import { createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../../clock';
import { TokenBucket } from '../../limits/token-bucket';
import { IdentityError } from '../errors';
import { assertKeyAddress, getKeys, type Fetch } from '../tokens/key-endpoint';
import { WantedKeys } from './wanted-keys';

/** How a PublicKeySource behaves. */
export interface PublicKeySourceProps {
  /** Address that `/<kid>` is appended to: GATEWAY_LOAD_BALANCER_KEYS_URL. */
  readonly keysUrl: string;
  /** @default - the global fetch */
  readonly fetch?: Fetch;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic'>;
  /** @default 2000 */
  readonly timeoutMs?: number;
}

const LIMITS = {
  maxBytes: 4096,
  /** Keys kept of each sort. A region has a few at a time. */
  keys: 16,
  /** Ids remembered as unknown, and for how long: short, since a new key may be asked for before it is published everywhere. */
  unknown: 1024,
  unknownMs: 60_000,
  wanted: 256,
  concurrency: 4,
  burst: 8,
  fetchesPerSecond: 1,
  backOffMs: 250,
  maxBackOffMs: 5_000,
};

/**
 * Public keys of the load balancers of a region, by key id.
 *
 * Anyone who reaches the gateway can name any key id before a signature is checked, so fetches are bounded: one at a time
 * for an id, four in all, eight at once and then one a second, the most wanted id first; ids that don't exist are
 * remembered for a minute. Faults of the network are not held against an id; fetching pauses for up to 5 s, and known keys
 * go on being used. A key never changes under its id, so it is not fetched again while it is kept. A key counts as proven
 * once claims of our own load balancer were verified with it (`confirm`): keys of strangers can't drive it out.
 *
 * What is left: who sends forged claims with a few invented ids, each more often than all people together send the real
 * one, without a break, can delay a key that has just been rotated in, not one that is in use. Those calls must pass the
 * rate limits before.
 */
export class PublicKeySource {
  private readonly proven = new LRUCache<string, KeyObject>({ max: LIMITS.keys });
  private readonly unproven = new LRUCache<string, KeyObject>({ max: LIMITS.keys });
  private readonly unknownUntil = new LRUCache<string, number>({ max: LIMITS.unknown });
  private readonly wanted = new WantedKeys(LIMITS.wanted);
  private readonly running = new Map<string, Promise<KeyObject>>();
  private readonly budget: TokenBucket;
  private readonly keysUrl: string;
  private readonly fetch: Fetch;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly timeoutMs: number;
  private faults = 0;
  private pausedUntil = 0;

  /** @throws SettingError where the address is not https or loopback */
  constructor(props: PublicKeySourceProps) {
    assertKeyAddress('GATEWAY_LOAD_BALANCER_KEYS_URL', props.keysUrl);
    this.keysUrl = props.keysUrl.replace(/\/+$/, '');
    this.fetch = props.fetch ?? ((url, init) => fetch(url, init));
    this.clock = props.clock ?? systemClock;
    this.timeoutMs = props.timeoutMs ?? 2000;
    this.budget = new TokenBucket(LIMITS.burst, LIMITS.fetchesPerSecond, this.clock);
  }

  /**
   * @param kid well-formed already: it becomes part of an address
   * @throws IdentityError `claims-key-unknown`, `claims-keys-unavailable`
   */
  async get(kid: string): Promise<KeyObject> {
    const key = this.proven.get(kid) ?? this.unproven.get(kid);
    if (key !== undefined) return key;
    if ((this.unknownUntil.get(kid) ?? 0) > this.clock.monotonic()) throw new IdentityError('claims-key-unknown');
    const running = this.running.get(kid);
    if (running !== undefined) return running;
    this.wanted.ask(kid);
    return this.fetchMostWanted(kid);
  }

  /** Says that claims of our own load balancer were verified with this key. */
  confirm(kid: string, key: KeyObject): void {
    if (this.proven.get(kid) !== undefined) return;
    this.unproven.delete(kid);
    this.proven.set(kid, key);
  }

  private fetchMostWanted(kid: string): Promise<KeyObject> {
    while (this.pausedUntil <= this.clock.monotonic() && this.running.size < LIMITS.concurrency && this.budget.take()) {
      // There is one at least: `kid` itself.
      const next = this.wanted.takeMost() ?? kid;
      const fetched = this.load(next).finally(() => this.running.delete(next));
      this.running.set(next, fetched);
      if (next === kid) return fetched;
      // Nobody waits for this one: its outcome is kept for the next who asks.
      fetched.catch(() => undefined);
    }
    return Promise.reject(unavailable('key fetches are paused or at their limit'));
  }

  private async load(kid: string): Promise<KeyObject> {
    let key: KeyObject | 'unknown';
    try {
      const answer = await getKeys(this.fetch, `${this.keysUrl}/${kid}`, { timeoutMs: this.timeoutMs, maxBytes: LIMITS.maxBytes });
      key = keyOf(answer.status, answer.body);
    } catch (fault) {
      this.faults += 1;
      this.pausedUntil = this.clock.monotonic() + Math.min(LIMITS.maxBackOffMs, LIMITS.backOffMs * 2 ** (this.faults - 1));
      throw unavailable(fault);
    }
    this.faults = 0;
    if (key === 'unknown') {
      this.unknownUntil.set(kid, this.clock.monotonic() + LIMITS.unknownMs);
      throw new IdentityError('claims-key-unknown');
    }
    this.unproven.set(kid, key);
    return key;
  }
}

/** Buckets answer 403 for what is not there, to those who may not list them. */
function keyOf(status: number, body: string): KeyObject | 'unknown' {
  if (status === 403 || status === 404) return 'unknown';
  if (status !== 200) throw new Error(`key endpoint answered ${status}, expected 200`);
  // Never a private key or a certificate: createPublicKey would take those too.
  if (!/^-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(body)) {
    throw new Error('key endpoint answered something else than a public key in PEM');
  }
  const key = createPublicKey(body);
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error('key endpoint answered a key that is not of curve P-256');
  }
  return key;
}

function unavailable(cause: unknown): IdentityError {
  return new IdentityError('claims-keys-unavailable', { cause, retryAfterSeconds: 1 });
}
