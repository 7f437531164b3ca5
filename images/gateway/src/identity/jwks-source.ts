import { findJwkInJwks, isJwks, type Jwks, type JwksCache, type JwkWithKid } from 'aws-jwt-verify/jwk';
import { systemClock, type Clock } from '../clock';
import { IdentityError } from './errors';
import { getKeys, type Fetch } from './key-endpoint';

/** How a JwksSource behaves. */
export interface JwksSourceProps {
  /** @default - the global fetch */
  readonly fetch?: Fetch;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic'>;
  /** @default 2000 */
  readonly timeoutMs?: number;
}

const MAX_BYTES = 150_000;
/** A key set is fetched again for an unknown key id at most this often. */
const REFETCH_AFTER_MS = 10_000;
/** And after a fault. */
const RETRY_AFTER_MS = 1_000;

/**
 * The key set of one issuer, as aws-jwt-verify asks for it. Fetches are bounded in number, time and size; the last good set
 * goes on being used while a new one can't be fetched.
 */
export class JwksSource implements JwksCache {
  private readonly fetch: Fetch;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly timeoutMs: number;
  private keySet: Jwks | undefined;
  private running: Promise<Jwks> | undefined;
  private nextFetchAt = 0;
  private faulty = false;

  constructor(props: JwksSourceProps = {}) {
    this.fetch = props.fetch ?? ((url, init) => fetch(url, init));
    this.clock = props.clock ?? systemClock;
    this.timeoutMs = props.timeoutMs ?? 2000;
  }

  /** @throws IdentityError `access-token-key-unknown`, `access-token-keys-unavailable` */
  async getJwk(jwksUri: string, { header }: { readonly header: { readonly kid?: string } }): Promise<JwkWithKid> {
    const kid = header.kid;
    if (kid === undefined) throw new IdentityError('access-token-key-unknown');
    const known = this.find(kid);
    if (known !== undefined) return known;
    await this.getJwks(jwksUri);
    const fresh = this.find(kid);
    if (fresh === undefined) throw new IdentityError('access-token-key-unknown');
    return fresh;
  }

  /** Never asked for: tokens are verified asynchronously. */
  getCachedJwk(): JwkWithKid {
    throw new IdentityError('access-token-keys-unavailable');
  }

  addJwks(_jwksUri: string, jwks: Jwks): void {
    this.keySet = jwks;
  }

  /** The key set, fetched anew unless that was just done. */
  async getJwks(jwksUri: string): Promise<Jwks> {
    if (this.running !== undefined) return this.running;
    if (this.clock.monotonic() < this.nextFetchAt) {
      if (this.faulty || this.keySet === undefined) throw unavailable('the last fetch of the key set failed a moment ago');
      return this.keySet;
    }
    this.running = this.load(jwksUri).finally(() => { this.running = undefined; });
    return this.running;
  }

  private find(kid: string): JwkWithKid | undefined {
    return this.keySet === undefined ? undefined : findJwkInJwks(this.keySet, kid);
  }

  private async load(jwksUri: string): Promise<Jwks> {
    try {
      const answer = await getKeys(this.fetch, jwksUri, { timeoutMs: this.timeoutMs, maxBytes: MAX_BYTES });
      const keySet: unknown = answer.status === 200 ? JSON.parse(answer.body) : undefined;
      if (!isJwks(keySet as Parameters<typeof isJwks>[0])) throw new Error(`issuer answered ${answer.status}, expected 200 and a key set`);
      this.keySet = keySet as Jwks;
      this.faulty = false;
      this.nextFetchAt = this.clock.monotonic() + REFETCH_AFTER_MS;
      return this.keySet;
    } catch (fault) {
      this.faulty = true;
      this.nextFetchAt = this.clock.monotonic() + RETRY_AFTER_MS;
      throw unavailable(fault);
    }
  }
}

function unavailable(cause: unknown): IdentityError {
  return new IdentityError('access-token-keys-unavailable', { cause, retryAfterSeconds: 1 });
}
