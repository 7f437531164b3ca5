import { systemClock, type Clock } from '../../clock';
import { getKeys, type Fetch } from './key-endpoint';

/** What a key set is fetched with. */
export interface KeySetProps {
  /** @default - the global fetch */
  readonly fetch?: Fetch;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic'>;
  /** @default 2000 */
  readonly timeoutMs?: number;
}

/** What is asked of one issuer's key set. */
export interface KeySetRules<T> extends KeySetProps {
  /**
   * Makes of a body what is kept.
   * @throws where it is no key set
   */
  readonly read: (body: string, kept: T | undefined) => T;
  /** What is thrown where there is no set to be had. */
  readonly unavailable: (cause: unknown) => Error;
  /**
   * Hears of each fetch.
   * @default - nobody does
   */
  readonly watch?: (fault: unknown) => void;
}

/** Largest key set. */
/** A set that is older is fetched again behind what goes on: an issuer that takes a key back is believed within this. */
export const KEY_SET_STALE_AFTER_MS = 300_000;
export const KEY_SET_MAX_BYTES = 150_000;
/** A key set is fetched again for an unknown key id at most this often. */
const REFETCH_AFTER_MS = 10_000;
/** And after a fault. */
const RETRY_AFTER_MS = 1_000;

/**
 * The key set of one issuer. Fetches are bounded in number, time and size, whoever asks for whatever key; the last good set goes on
 * being used while a new one can't be fetched.
 */
export class KeySet<T> {
  private readonly fetch: Fetch;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly timeoutMs: number;
  private kept: T | undefined;
  private running: Promise<T> | undefined;
  private nextFetchAt = 0;
  private fetchedAt = 0;
  private askedAt = 0;
  private fault: { readonly cause: unknown } | undefined;

  constructor(private readonly rules: KeySetRules<T>) {
    this.fetch = rules.fetch ?? ((url, init) => fetch(url, init));
    this.clock = rules.clock ?? systemClock;
    this.timeoutMs = rules.timeoutMs ?? 2000;
  }

  /** The last good set, whatever its age; undefined where there never was one. */
  get current(): T | undefined {
    return this.kept;
  }

  /** Why the last fetch failed; undefined where it didn't, or there was none. */
  get lastFault(): { readonly cause: unknown } | undefined {
    return this.fault;
  }

  /** Milliseconds since the last good set was fetched. */
  get ageMs(): number {
    return this.clock.monotonic() - this.fetchedAt;
  }

  /** Milliseconds since the set was last asked for, with or without success. */
  get sinceAskedMs(): number {
    return this.clock.monotonic() - this.askedAt;
  }

  /** Takes a set that was had in another way. */
  keep(set: T): void {
    this.kept = set;
  }

  /**
   * The key set, fetched anew unless that was just done.
   * @throws what `unavailable` makes
   */
  async refreshed(url: string): Promise<T> {
    if (this.running !== undefined) return this.running;
    if (this.clock.monotonic() < this.nextFetchAt) {
      if (this.fault !== undefined || this.kept === undefined) throw this.rules.unavailable('the last fetch of the key set failed a moment ago');
      return this.kept;
    }
    this.running = this.load(url).finally(() => { this.running = undefined; });
    return this.running;
  }

  private async load(url: string): Promise<T> {
    try {
      const answer = await getKeys(this.fetch, url, { timeoutMs: this.timeoutMs, maxBytes: KEY_SET_MAX_BYTES });
      if (answer.status !== 200) throw new Error(`issuer answered ${answer.status}, expected 200 and a key set`);
      this.kept = this.rules.read(answer.body, this.kept);
      this.fault = undefined;
      this.fetchedAt = this.askedAt = this.clock.monotonic();
      this.nextFetchAt = this.fetchedAt + REFETCH_AFTER_MS;
      this.rules.watch?.(undefined);
      return this.kept;
    } catch (cause) {
      this.fault = { cause };
      this.askedAt = this.clock.monotonic();
      this.nextFetchAt = this.askedAt + RETRY_AFTER_MS;
      this.rules.watch?.(cause);
      throw this.rules.unavailable(cause);
    }
  }
}
