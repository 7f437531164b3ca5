import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../../clock';
import { SingleFlight } from '../../concurrency/single-flight';
import { TokenBucket } from '../../limits/token-bucket';
import { TokenBuckets } from '../../limits/token-buckets';
import type { Logger } from '../../log';
import { IdentityError } from '../errors';
import { assumedRoleOf, type AssumedRole } from './assumed-role';
import { StsRefused, StsUnavailable, type Sts } from './sts';
import type { StsToken } from './sts-token';

/** What a RoleVerifier works with. */
export interface RoleVerifierProps {
  readonly sts: Pick<Sts, 'callerIdentity'>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now' | 'monotonic'>;
}

const LIMITS = {
  /** Tokens and credentials that are remembered. A run has one credential, and a token every few minutes. */
  remembered: 10_000,
  /** How long a token that STS refused is not asked for again. */
  refusedMs: 60_000,
  /** How long a credential that STS knew is believed while STS says nothing. */
  withoutStsMs: 3_600_000,
  /** Pause after a call that STS said nothing to: the first, and the longest. */
  pauseMs: 250,
  longestPauseMs: 5_000,
  /** Calls of STS: for credentials that it knew before, and for others. Strangers don't use up what the known need. */
  known: { burst: 200, perSecond: 50 },
  strangers: { burst: 100, perSecond: 20 },
  /** Calls of STS for tokens from one address, and addresses that are remembered. A task has one, and a token every few minutes. */
  ofAddress: { perMinute: 60, remembered: 10_000 },
};

/**
 * Whose a token is, as STS says. What it said is kept until the token expires.
 *
 * While STS says nothing, a token is believed if its credential, the access key id with the session token, was in one that STS has confirmed
 * within the last hour. Such a token's signature may be anything: believing it is as much as believing the confirmed one beyond its expiry,
 * since to know the session token is to have been trusted with a token, or to have the credential. Whoever STS was never asked about waits
 * until it can be. What STS refuses is refused at once, and its credential is known no longer.
 */
export class RoleVerifier {
  private readonly confirmed = new LRUCache<string, AssumedRole>({ max: LIMITS.remembered });
  private readonly refused = new LRUCache<string, number>({ max: LIMITS.remembered });
  private readonly known = new LRUCache<string, { readonly role: AssumedRole; readonly at: number }>({ max: LIMITS.remembered });
  private readonly flights = new SingleFlight<AssumedRole>();
  private readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  private readonly budgets: { readonly known: TokenBucket; readonly strangers: TokenBucket };
  private readonly addresses = new TokenBuckets(LIMITS.ofAddress.perMinute, LIMITS.ofAddress.remembered);
  private silences = 0;
  private pausedUntil = 0;

  constructor(private readonly props: RoleVerifierProps) {
    this.clock = props.clock ?? systemClock;
    const bucket = ({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }) => new TokenBucket(burst, perSecond, this.clock);
    this.budgets = { known: bucket(LIMITS.known), strangers: bucket(LIMITS.strangers) };
  }

  /**
   * The role's session that signed a token.
   * @param token not expired
   * @param address whence it came: one alone can't use up what others need
   * @throws IdentityError `role-token-refused`, `role-token-not-a-role`, `identity-unavailable`
   */
  async roleOf(token: StsToken, address: string): Promise<AssumedRole> {
    const role = this.confirmed.get(token.id);
    if (role !== undefined) return role;
    if ((this.refused.get(token.id) ?? 0) > this.clock.monotonic()) throw new IdentityError('role-token-refused');
    return this.flights.share(token.id, () => this.ask(token, address));
  }

  private async ask(token: StsToken, address: string): Promise<AssumedRole> {
    // Nobody is believed for that: it is the caller's doing that STS isn't asked
    if (!this.addresses.draw(address, this.clock.monotonic()).allowed) throw new IdentityError('identity-unavailable', { retryAfterSeconds: 5 });
    if (this.pausedUntil > this.clock.monotonic()) return this.withoutSts(token);
    const budget = this.budgets[this.known.has(token.credential) ? 'known' : 'strangers'];
    if (!budget.take()) throw new IdentityError('identity-unavailable', { retryAfterSeconds: 5 });
    try {
      const role = assumedRoleOf(await this.props.sts.callerIdentity(token.target));
      this.heard();
      if (role === undefined) return this.refuse(token, 'role-token-not-a-role');
      this.confirmed.set(token.id, role);
      this.known.set(token.credential, { role, at: this.clock.monotonic() });
      return role;
    } catch (error) {
      if (error instanceof StsRefused) {
        this.heard();
        return this.refuse(token, 'role-token-refused', error);
      }
      if (!(error instanceof StsUnavailable)) throw error;
      this.silent(error);
      return this.withoutSts(token, error);
    }
  }

  private refuse(token: StsToken, code: 'role-token-refused' | 'role-token-not-a-role', cause?: Error): never {
    this.refused.set(token.id, this.clock.monotonic() + LIMITS.refusedMs);
    this.known.delete(token.credential);
    throw new IdentityError(code, { cause });
  }

  private withoutSts(token: StsToken, cause?: Error): AssumedRole {
    const known = this.known.get(token.credential);
    if (known !== undefined && this.clock.monotonic() - known.at <= LIMITS.withoutStsMs) return known.role;
    throw new IdentityError('identity-unavailable', { retryAfterSeconds: 5, cause });
  }

  private silent(error: Error): void {
    if (this.silences === 0) this.props.log.warn('sts does not answer: workers that it knew within the last hour go on, others wait', { error });
    this.silences += 1;
    this.pausedUntil = this.clock.monotonic() + Math.min(LIMITS.longestPauseMs, LIMITS.pauseMs * 2 ** (this.silences - 1));
  }

  private heard(): void {
    if (this.silences > 0) this.props.log.info('sts answers again');
    this.silences = 0;
    this.pausedUntil = 0;
  }
}
