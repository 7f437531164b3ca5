import { JwtVerifier } from 'aws-jwt-verify';
import { JwtExpiredError, JwtInvalidSignatureError } from 'aws-jwt-verify/error';
import { systemClock, type Clock } from '../../clock';
import { member } from '../../json/json-object';
import { IdentityError } from '../errors';
import { JwksSource, type JwksSourceProps } from '../tokens/jwks-source';
import { parseJws } from '../tokens/jws';
import { assertKeyAddress } from '../tokens/key-endpoint';
import { CLOCK_TOLERANCE_SECONDS, validityOf, type Validity } from '../tokens/validity';
import { groupsOfClaim } from './groups';

/** Whose access tokens are believed. */
export interface CognitoAccessTokensProps extends JwksSourceProps {
  /** Issuer of the user pool: GATEWAY_OIDC_ISSUER. Its key set is fetched from `<issuer>/.well-known/jwks.json`. */
  readonly issuer: string;
  /** GATEWAY_OIDC_CLIENT_ID. */
  readonly clientId: string;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now' | 'monotonic'>;
}

/** What an access token proves. */
export interface VerifiedAccessToken {
  readonly subject: unknown;
  readonly groups: readonly string[];
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

const REFUSALS = {
  'malformed': 'access-token-malformed', 'no-expiry': 'access-token-no-expiry', 'expired': 'access-token-expired', 'not-yet-valid': 'access-token-not-yet-valid',
} as const satisfies Record<Exclude<Validity, 'valid'>, string>;

/**
 * Verifies Cognito's access tokens, which hold the groups that its userinfo (and so x-amzn-oidc-data) leaves out.
 * Call it for a person whose claims were verified already: so only people who are logged in can cause a fetch of keys.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export class CognitoAccessTokens {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly verifier: { verify(token: string): Promise<unknown> };

  /** @throws SettingError where the issuer is not https or loopback */
  constructor(private readonly props: CognitoAccessTokensProps) {
    assertKeyAddress('GATEWAY_OIDC_ISSUER', props.issuer);
    this.clock = props.clock ?? systemClock;
    this.verifier = JwtVerifier.create({
      issuer: props.issuer,
      // Access tokens name their client in client_id, which is checked below.
      audience: null,
      jwksUri: `${props.issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
      graceSeconds: CLOCK_TOLERANCE_SECONDS,
    }, { jwksCache: new JwksSource(props) });
  }

  /**
   * The token's subject and groups, proved.
   * @throws IdentityError `access-token-*`, `groups-*`
   */
  async verify(token: string): Promise<VerifiedAccessToken> {
    const jws = parseJws(token);
    if (jws === undefined) throw new IdentityError('access-token-malformed');
    const { header, payload } = jws;
    if (member(header, 'alg') !== 'RS256') throw new IdentityError('access-token-algorithm');
    if (member(payload, 'iss') !== this.props.issuer) throw new IdentityError('access-token-issuer');
    if (member(payload, 'client_id') !== this.props.clientId) throw new IdentityError('access-token-client');
    if (member(payload, 'token_use') !== 'access') throw new IdentityError('access-token-use');
    const validity = validityOf(payload, this.clock.now() / 1000);
    if (validity !== 'valid') throw new IdentityError(REFUSALS[validity]);
    await this.verifySignature(token);
    return { subject: member(payload, 'sub'), groups: groupsOfClaim(member(payload, 'cognito:groups')), expiresAt: Number(payload.exp) };
  }

  private async verifySignature(token: string): Promise<void> {
    try {
      await this.verifier.verify(token);
    } catch (error) {
      if (error instanceof IdentityError) throw error;
      if (error instanceof JwtInvalidSignatureError) throw new IdentityError('access-token-signature');
      if (error instanceof JwtExpiredError) throw new IdentityError('access-token-expired');
      throw new IdentityError('access-token-malformed', { cause: error });
    }
  }
}
