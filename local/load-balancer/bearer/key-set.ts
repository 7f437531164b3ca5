import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** The real one takes no more. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html */
const MOST_KEYS = 10;
const LARGEST_SET = 150 * 1_024;
const TIMEOUT_MS = 2_000;
/** How long a set is used, and how often at most it is fetched for a key that it lacks. The real one's times are not documented. */
const MAX_AGE_MS = 60_000;
const REFETCH_AFTER_MS = 1_000;

interface Jwk extends JsonWebKey { readonly kid?: unknown; readonly kty?: string }

/** The key set of one issuer, as the load balancer keeps it. */
export class RemoteKeySet {
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private fetchedAt = -Infinity;
  private running?: Promise<void>;

  constructor(private readonly url: string) {}

  /** The RSA key of that id, fetched where it is not known. Undefined where there is none, or the set can't be had. */
  async find(kid: string): Promise<KeyObject | undefined> {
    const age = performance.now() - this.fetchedAt;
    if (age > MAX_AGE_MS || (!this.keys.has(kid) && age > REFETCH_AFTER_MS)) {
      this.running ??= this.fetch().finally(() => { this.running = undefined; });
      await this.running;
    }
    return this.keys.get(kid);
  }

  private async fetch(): Promise<void> {
    try {
      const answer = await fetch(this.url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
      const text = answer.status === 200 ? await answer.text() : '';
      if (text.length > LARGEST_SET) throw new Error(`the set is ${text.length} bytes, expected at most ${LARGEST_SET}`);
      const { keys } = JSON.parse(text) as { keys: readonly Jwk[] };
      if (keys.length > MOST_KEYS) throw new Error(`the set has ${keys.length} keys, expected at most ${MOST_KEYS}`);
      this.keys = new Map(keys.filter(({ kty, kid }) => kty === 'RSA' && typeof kid === 'string')
        .map((key) => [key.kid as string, createPublicKey({ key, format: 'jwk' })]));
      this.fetchedAt = performance.now();
    } catch (error) {
      process.stderr.write(`load balancer: no key set from ${this.url}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}
