import { constants, verify } from 'node:crypto';
import { TOKEN_ALGORITHM, type TokenIssuer } from '../../../../../lib/contract/token-issuer';
import { systemClock, type Clock } from '../../clock';
import type { Caller } from '../caller';
import { member, type UnverifiedJws } from '../jws';
import { CLOCK_TOLERANCE_SECONDS, validityOf, type Validity } from '../validity';
import { IssuerKeys, type IssuerKey, type IssuerKeysProps } from './issuer-keys';
import { isPrincipalText } from './principal-text';
import { refused, type BearerCode } from './refused';
import { AllowedRoles, roleOfSubject } from './role-arn';

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

type Claims = UnverifiedJws['payload'];

/** Seconds from issue to expiry at most; those of GitHub live for 5 minutes, of STS for an hour at most. */
const LONGEST_LIFE_SECONDS = 86_400;

const REFUSALS = {
  'malformed': 'token-malformed', 'no-expiry': 'token-no-expiry', 'expired': 'token-expired', 'not-yet-valid': 'token-not-yet-valid',
} as const satisfies Record<Exclude<Validity, 'valid'>, BearerCode>;

/**
 * Verifies the tokens of one issuer, whatever a load balancer did before.
 *
 * What costs nothing is looked at first, then the signature, and only then what this service lets in: who can't sign is not told that.
 */
export class IssuerTokens {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly keys: IssuerKeys;
  private readonly roles: AllowedRoles;
  private readonly clients: ReadonlySet<string> | undefined;

  constructor(private readonly props: IssuerTokensProps) {
    const { issuer, ...fetching } = props;
    this.clock = props.clock ?? systemClock;
    this.keys = new IssuerKeys({ ...fetching, keysUrl: issuer.keysUrl });
    this.roles = new AllowedRoles(issuer.roles ?? []);
    this.clients = issuer.clients === undefined ? undefined : new Set(issuer.clients);
  }

  /**
   * Who the token is of.
   * @param jws whose `iss` is this issuer
   * @throws IdentityError `token-*`
   */
  async verify(jws: UnverifiedJws): Promise<ProvedToken> {
    const { header, payload } = jws;
    if (member(header, 'alg') !== TOKEN_ALGORITHM) throw refused('token-algorithm');
    const expiresAt = this.checkTimes(payload);
    const kid = member(header, 'kid');
    const key = await this.keys.get(kid);
    if (!await holds(jws, key)) throw refused('token-signature');
    this.checkClaims(payload);
    const caller = this.props.issuer.kind === 'aws-iam' ? this.roleCaller(payload, expiresAt) : this.claimsCaller(payload, expiresAt);
    return { caller, kid: kid as string, key };
  }

  /** Whether the issuer still has the key that it was proved by. */
  stillHas({ kid, key }: ProvedToken): boolean {
    return this.keys.has(kid, key);
  }

  private checkTimes(payload: Claims): number {
    const now = this.clock.now() / 1000;
    const validity = validityOf(payload, now);
    if (validity !== 'valid') throw refused(REFUSALS[validity]);
    const exp = Number(member(payload, 'exp'));
    const issuedAt = Number(member(payload, 'iat') ?? now);
    if (exp - issuedAt > LONGEST_LIFE_SECONDS + CLOCK_TOLERANCE_SECONDS) throw refused('token-lifetime');
    return exp;
  }

  private checkClaims(payload: Claims): void {
    const { audience, requiredClaims = {} } = this.props.issuer;
    // Letter by letter, so that a list holds nothing: who may use it elsewhere too could use it here.
    if (audience !== undefined && member(payload, 'aud') !== audience) throw refused('token-audience');
    const { clientClaim } = this.props.issuer;
    if (clientClaim !== undefined) {
      const client = member(payload, clientClaim);
      if (!isPrincipalText(client) || this.clients?.has(client) === false) throw refused('token-client');
    }
    for (const [claim, value] of Object.entries(requiredClaims)) {
      if (member(payload, claim) !== value) throw refused('token-claim');
    }
    const subject = member(payload, 'sub');
    // ARNs of roles with long paths are longer than anything else that names a caller; their form is judged apart.
    if (this.props.issuer.kind === 'aws-iam' ? typeof subject !== 'string' || subject === '' : !isPrincipalText(subject)) throw refused('token-subject');
  }

  private roleCaller(payload: Claims, expiresAt: number): Caller {
    const role = roleOfSubject(String(member(payload, 'sub')));
    if (role === undefined || !this.roles.has(role.arn)) throw refused('token-role');
    return callerOf([`role:${role.arn}`], role.name, expiresAt, role.session);
  }

  private claimsCaller(payload: Claims, expiresAt: number): Caller {
    const { name, clientClaim, principalClaims = [] } = this.props.issuer;
    const subject = String(member(payload, 'sub'));
    const client = clientClaim === undefined ? undefined : String(member(payload, clientClaim));
    const principals = new Set([client === undefined ? `claim:${name}/sub=${subject}` : `client:${name}/${client}`]);
    for (const claim of principalClaims) {
      const value = member(payload, claim);
      // What no mapping could name is nobody's.
      if (isPrincipalText(value)) principals.add(`claim:${name}/${claim}=${value}`);
    }
    return callerOf([...principals], client ?? subject, expiresAt);
  }
}

/** @param principals the first is the caller's own */
function callerOf(principals: readonly string[], displayName: string, expiresAt: number, roleSession?: string): Caller {
  return Object.freeze({
    kind: 'machine',
    principal: principals[0] as string,
    displayName,
    groups: Object.freeze([]),
    principals: Object.freeze(principals),
    session: 'bearer',
    ...(roleSession === undefined ? {} : { roleSession }),
    expiresAt,
  });
}

/** Off the event loop: forged tokens must not slow down those who are in. */
function holds({ signingInput, signature }: UnverifiedJws, { key, signatureBytes }: IssuerKey): Promise<boolean> {
  if (signature.length !== signatureBytes) return Promise.resolve(false);
  return new Promise((resolve) => {
    verify('sha256', Buffer.from(signingInput, 'ascii'), { key, padding: constants.RSA_PKCS1_PADDING }, signature,
      (error, result) => resolve(error === null && result));
  });
}
