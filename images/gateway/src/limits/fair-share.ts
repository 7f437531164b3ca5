import { systemClock, type Clock } from '../clock';
import { Turns } from '../concurrency/turns';
import type { Caller } from '../identity/caller';
import { Problem } from '../problem';
import { TokenBuckets, type Draw } from './token-buckets';

/** What a FairShare is made of. */
export interface FairShareProps {
  /**
   * Calls that one principal may make in a minute, changes among them.
   * @default 1200
   */
  readonly callsPerMinute?: number;
  /**
   * Changes that one principal may make in a minute.
   * @default 120
   */
  readonly changesPerMinute?: number;
  /**
   * Principals that are remembered at most: those who called longest ago are forgotten first.
   * @default 20000
   */
  readonly maximumPrincipals?: number;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic' | 'after'>;
}

/** More than a page of the visualiser asks for at once waits its turn; the scheduler's line for heavy calls holds several callers' turns. */
const TURNS = { atOnce: 8, waiting: 64, patienceMs: 20_000 };

/** Response headers that tell a caller how much is left. */
export type ShareHeaders = Readonly<Record<'ratelimit' | 'ratelimit-policy', string>>;

/**
 * Keeps one principal from using up the scheduler for everyone: so many calls a minute, fewer changes, and a few at a time.
 * Counted by proved principal, so neither several addresses nor several sessions give more.
 *
 * Workers are not limited: hundreds share one credential and ping every second, and who holds it is fully trusted.
 * Callers without proved identity have no share here: they are refused, and slowed down in front (lighttpd, WAF).
 */
export class FairShare {
  private readonly calls: TokenBuckets;
  private readonly changes: TokenBuckets;
  private readonly turns: Turns;
  private readonly clock: Pick<Clock, 'monotonic'>;
  private readonly policy: string;

  constructor(props: FairShareProps = {}) {
    const maximum = props.maximumPrincipals ?? 20_000;
    this.calls = new TokenBuckets(props.callsPerMinute ?? 1_200, maximum);
    this.changes = new TokenBuckets(props.changesPerMinute ?? 120, maximum);
    const clock = props.clock ?? systemClock;
    this.clock = clock;
    this.turns = new Turns(TURNS, clock);
    this.policy = `"calls";q=${this.calls.perMinute};w=60, "changes";q=${this.changes.perMinute};w=60`;
  }

  /**
   * Takes one call from the caller's share. A refused one costs nothing.
   *
   * @returns headers for the answer, RateLimit and RateLimit-Policy; none for workers
   * @throws Problem 429 `rate-limited` with Retry-After
   * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
   */
  takeCall(caller: Pick<Caller, 'kind' | 'principal'>): ShareHeaders | undefined {
    return this.take('calls', this.calls, caller);
  }

  /**
   * Takes one change from the caller's share, besides the call that asks for it.
   *
   * @returns as takeCall
   * @throws as takeCall
   */
  takeChange(caller: Pick<Caller, 'kind' | 'principal'>): ShareHeaders | undefined {
    return this.take('changes', this.changes, caller);
  }

  /**
   * Waits until the caller has fewer than eight calls in progress.
   *
   * @param signal aborted where the caller has gone
   * @returns what ends the turn
   * @throws Problem 429 `rate-limited` where too many of the caller's own calls wait, or for too long; 499 `caller-gone`
   */
  async takeTurn(caller: Pick<Caller, 'kind' | 'principal'>, signal?: AbortSignal): Promise<() => void> {
    if (caller.kind === 'worker') return () => undefined;
    const end = await this.turns.take(caller.principal, signal);
    if (end !== undefined) return end;
    throw new Problem(
      429, 'rate-limited', `got more calls at once than your share of ${TURNS.atOnce}: wait for answers before you ask for more`,
      { headers: { 'retry-after': '1' } },
    );
  }

  private take(name: 'calls' | 'changes', buckets: TokenBuckets, caller: Pick<Caller, 'kind' | 'principal'>): ShareHeaders | undefined {
    if (caller.kind === 'worker') return undefined;
    const draw = buckets.draw(caller.principal, this.clock.monotonic());
    if (!draw.allowed) throw this.refusal(name, draw, buckets.perMinute);
    return this.headers(name, draw);
  }

  private refusal(policy: 'calls' | 'changes', draw: Draw, perMinute: number): Problem {
    const seconds = Math.max(1, Math.ceil(draw.waitMs / 1_000));
    return new Problem(
      429, 'rate-limited',
      `got more ${policy} than your share of ${perMinute} a minute: try again in ${seconds} s, and ask less often`,
      { headers: { 'retry-after': `${seconds}`, ...this.headers(policy, draw) } },
    );
  }

  private headers(policy: 'calls' | 'changes', draw: Draw): ShareHeaders {
    return { 'ratelimit-policy': this.policy, 'ratelimit': `"${policy}";r=${draw.remaining};t=${Math.ceil(draw.fullMs / 1_000)}` };
  }
}
