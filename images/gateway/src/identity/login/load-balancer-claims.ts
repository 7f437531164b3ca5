import { verify, type KeyObject } from 'node:crypto';
import { systemClock, type Clock } from '../../clock';
import { member } from '../../json/json-object';
import { SettingError } from '../../settings/environment';
import { IdentityError } from '../errors';
import { isName } from '../names';
import { parseJws, type UnverifiedJws } from '../tokens/jws';
import { validityOf, type Validity } from '../tokens/validity';
import type { PublicKeySource } from './public-key-source';

/** Whose claims are believed. */
export interface LoadBalancerClaimsProps {
  /** ARN of the one load balancer in front: GATEWAY_LOAD_BALANCER_ARN. */
  readonly loadBalancerArn: string;
  /** GATEWAY_OIDC_ISSUER, exactly as the provider writes it. */
  readonly issuer: string;
  /** GATEWAY_OIDC_CLIENT_ID. */
  readonly clientId: string;
  readonly keys: Pick<PublicKeySource, 'get' | 'confirm'>;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now'>;
  /**
   * Furthest expiry that is believed, in seconds from now. Load balancers give 120 s.
   * @default 300
   */
  readonly maxRemainingSeconds?: number;
}

/** Claims that the load balancer made about a person. */
export interface VerifiedClaims {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

const KEY_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const REFUSALS = {
  'malformed': 'claims-malformed', 'no-expiry': 'claims-no-expiry', 'expired': 'claims-expired', 'not-yet-valid': 'claims-not-yet-valid',
} as const satisfies Record<Exclude<Validity, 'valid'>, string>;

/**
 * Verifies what stands in x-amzn-oidc-data.
 *
 * All load balancers of a region publish their keys at one address, and an attacker's own one can be given our issuer and
 * client: only the signer tells them apart. So all that can be checked without a key is checked before one is fetched.
 * aws-jwt-verify's own verifier is not used here: it fetches keys first, ignores the header's expiry, takes claims without one.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export class LoadBalancerClaims {
  private readonly clock: Pick<Clock, 'now'>;
  private readonly maxRemainingSeconds: number;

  /** @throws SettingError where what is to be trusted is left empty: an empty value must never match an empty claim */
  constructor(private readonly props: LoadBalancerClaimsProps) {
    const needed = {
      GATEWAY_LOAD_BALANCER_ARN: props.loadBalancerArn,
      GATEWAY_OIDC_ISSUER: props.issuer,
      GATEWAY_OIDC_CLIENT_ID: props.clientId,
    };
    for (const [variable, value] of Object.entries(needed)) {
      if (value === '') throw new SettingError(`${variable} is not set, expected what the load balancer was given`);
    }
    this.clock = props.clock ?? systemClock;
    this.maxRemainingSeconds = props.maxRemainingSeconds ?? 300;
  }

  /**
   * The claims, proved.
   * @throws IdentityError `claims-*`
   */
  async verify(token: string): Promise<VerifiedClaims> {
    const jws = parseJws(token);
    if (jws === undefined) throw new IdentityError('claims-malformed');
    const kid = this.checkHeader(jws.header);
    this.checkPayload(jws.payload);
    const key = await this.props.keys.get(kid);
    if (!await holds(jws, key)) throw new IdentityError('claims-signature');
    this.props.keys.confirm(kid, key);
    const subject = member(jws.payload, 'sub');
    if (!isName(subject)) throw new IdentityError('claims-subject');
    return { subject, claims: jws.payload, expiresAt: Math.min(Number(jws.header.exp), Number(jws.payload.exp)) };
  }

  private checkHeader(header: UnverifiedJws['header']): string {
    if (member(header, 'alg') !== 'ES256') throw new IdentityError('claims-algorithm');
    const kid = member(header, 'kid');
    if (typeof kid !== 'string' || !KEY_ID.test(kid)) throw new IdentityError('claims-key-id');
    if (member(header, 'signer') !== this.props.loadBalancerArn) throw new IdentityError('claims-signer');
    if (member(header, 'iss') !== this.props.issuer) throw new IdentityError('claims-issuer');
    if (member(header, 'client') !== this.props.clientId) throw new IdentityError('claims-client');
    this.checkTimes(header);
    return kid;
  }

  private checkPayload(payload: UnverifiedJws['payload']): void {
    if (member(payload, 'iss') !== this.props.issuer) throw new IdentityError('claims-issuer');
    this.checkTimes(payload);
  }

  private checkTimes(part: Readonly<Record<string, unknown>>): void {
    const validity = validityOf(part, this.clock.now() / 1000, this.maxRemainingSeconds);
    if (validity !== 'valid') throw new IdentityError(REFUSALS[validity]);
  }
}

/** Off the event loop: forged claims must not slow down those who are in. */
function holds(jws: UnverifiedJws, key: KeyObject): Promise<boolean> {
  return new Promise((resolve) => {
    // A signature that can't even be read (an error) holds as little as a wrong one.
    verify('sha256', Buffer.from(jws.signingInput, 'ascii'), { key, dsaEncoding: 'ieee-p1363' }, jws.signature,
      (error, result) => resolve(error === null && result));
  });
}
