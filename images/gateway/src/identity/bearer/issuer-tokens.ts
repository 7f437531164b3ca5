import { constants, verify } from 'node:crypto';
import { TOKEN_ALGORITHM, type TokenIssuer } from '../../../../../lib/contract/token-issuer';
import { systemClock, type Clock } from '../../clock';
import { member } from '../../json/json-object';
import type { Caller } from '../caller';
import type { UnverifiedJws } from '../tokens/jws';
import { CLOCK_TOLERANCE_SECONDS, validityOf, type Validity } from '../tokens/validity';
import { Admission } from './admission';
import { IssuerKeys, type IssuerKey, type IssuerKeysProps } from './issuer-keys';
import { refused, type BearerCode } from './refused';

/** One issuer, and how its keys are fetched. */
export interface IssuerTokensProps extends Omit<IssuerKeysProps, 'keysUrl' | 'clock'> {
  readonly issuer: TokenIssuer;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now' | 'monotonic'>;
}

/** A token that was proved. */
export interface ProvedToken {
  readonly caller: Caller;
  /** By which it was: id and key. */
  readonly kid: string;
  readonly key: IssuerKey;
}

/** Seconds from issue to expiry at most; those of GitHub live for 5 minutes, of STS for an hour at most. */
const LONGEST_LIFE_SECONDS = 86_400;

const REFUSALS = {
  'malformed': 'token-malformed', 'no-expiry': 'token-no-expiry', 'expired': 'token-expired', 'not-yet-valid': 'token-not-yet-valid',
} as const satisfies Record<Exclude<Validity, 'valid'>, BearerCode>;

/**
 * Verifies the tokens of one issuer, whatever a load balancer did before.
 *
 * What costs nothing is looked at first, then the signature, and only then whom this service lets in: who can't sign is not told that.
 */
export class IssuerTokens {
  private readonly clock: Pick<Clock, 'now'>;
  /** By which they are verified. */
  readonly keys: IssuerKeys;
  private readonly admission: Admission;

  constructor({ issuer, ...fetching }: IssuerTokensProps) {
    this.clock = fetching.clock ?? systemClock;
    this.keys = new IssuerKeys({ ...fetching, keysUrl: issuer.keysUrl });
    this.admission = new Admission(issuer);
  }

  /**
   * Who the token is of.
   * @param jws whose `iss` is this issuer
   * @throws IdentityError `token-*`
   */
  async verify(jws: UnverifiedJws): Promise<ProvedToken> {
    const { header, payload } = jws;
    if (member(header, 'alg') !== TOKEN_ALGORITHM) throw refused('token-algorithm');
    if (isForAnotherUse(member(header, 'typ'))) throw refused('token-malformed');
    const expiresAt = this.checkTimes(payload);
    const kid = member(header, 'kid');
    const key = await this.keys.get(kid);
    if (!await holds(jws, key)) throw refused('token-signature');
    return { caller: this.admission.callerOf(payload, expiresAt), kid: kid as string, key };
  }

  /** Whether the issuer still has the key that it was proved by. */
  stillHas({ kid, key }: ProvedToken): boolean {
    return this.keys.has(kid, key);
  }

  private checkTimes(payload: UnverifiedJws['payload']): number {
    const now = this.clock.now() / 1000;
    const validity = validityOf(payload, now);
    if (validity !== 'valid') throw refused(REFUSALS[validity]);
    const exp = Number(member(payload, 'exp'));
    const issuedAt = Number(member(payload, 'iat') ?? now);
    if (exp - issuedAt > LONGEST_LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS) throw refused('token-lifetime');
    return exp;
  }
}

/**
 * Whether a token's type says that it is for something else, such as a sign-out: of types for one use, only access tokens are taken.
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3.11
 */
function isForAnotherUse(type: unknown): boolean {
  return typeof type === 'string' && /\+jwt$/i.test(type) && !/^(?:application\/)?at\+jwt$/i.test(type);
}

/** Off the event loop: forged tokens must not slow down those who are in. */
function holds({ signingInput, signature }: UnverifiedJws, { key, signatureBytes }: IssuerKey): Promise<boolean> {
  if (signature.length !== signatureBytes) return Promise.resolve(false);
  return new Promise((resolve) => {
    verify('sha256', Buffer.from(signingInput, 'ascii'), { key, padding: constants.RSA_PKCS1_PADDING }, signature,
      (error, result) => resolve(error === null && result));
  });
}
