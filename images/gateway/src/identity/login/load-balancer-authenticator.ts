import { systemClock, type Clock } from '../../clock';
import { member } from '../../json/json-object';
import type { Authenticator, Caller, RequestHead } from '../caller';
import { IdentityError } from '../errors';
import { KeptProofs, proofKey } from '../kept-proofs';
import type { Fetch } from '../tokens/key-endpoint';
import { withEvidence } from '../with-evidence';
import { CognitoAccessTokens, type VerifiedAccessToken } from './cognito-access-token';
import { groupsOfClaim, groupsOfSamlAttribute, type GroupsSource } from './groups';
import { hasIdentityHeaders, identityHeaders } from './identity-headers';
import { defaultKeysUrl } from './load-balancer-arn';
import { LoadBalancerClaims, type VerifiedClaims } from './load-balancer-claims';
import { loadBalancerEvidence, type FoundOut } from './load-balancer-evidence';
import { PublicKeySource } from './public-key-source';
import { displayNameOf, userOf } from './user';

/** How people who logged in through the load balancer are known. Named as in Settings. */
export interface LoadBalancerAuthenticatorProps {
  /** GATEWAY_LOAD_BALANCER_ARN */
  readonly loadBalancerArn: string;
  /**
   * GATEWAY_LOAD_BALANCER_KEYS_URL
   * @default - by the ARN's partition and region
   */
  readonly loadBalancerKeysUrl?: URL | undefined;
  /** GATEWAY_OIDC_ISSUER */
  readonly oidcIssuer: string;
  /** GATEWAY_OIDC_CLIENT_ID */
  readonly oidcClientId: string;
  /** GATEWAY_USER_CLAIM */
  readonly userClaim: string;
  /** GATEWAY_GROUPS_SOURCE */
  readonly groupsSource: GroupsSource;
  /** GATEWAY_GROUPS_CLAIM: unused where groups come from the access token */
  readonly groupsClaim: string;
  /** @default - the global fetch */
  readonly fetch?: Fetch;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now' | 'monotonic'>;
}

interface Person {
  readonly subject: string;
  readonly caller: Caller;
}

/** People who logged in through the load balancer: x-amzn-oidc-data, and Cognito's access token where groups come from it. */
export class LoadBalancerAuthenticator implements Authenticator {
  private readonly claims: LoadBalancerClaims;
  private readonly accessTokens: CognitoAccessTokens | undefined;
  private readonly people: KeptProofs<Person>;
  /** Claims are made anew every two minutes at most, the access token stays for an hour: it is kept apart. */
  private readonly accessTokenGroups: KeptProofs<VerifiedAccessToken>;

  /** @throws SettingError that names the variable, what was got and what is expected */
  constructor(private readonly props: LoadBalancerAuthenticatorProps) {
    const { fetch, oidcIssuer: issuer, oidcClientId: clientId, loadBalancerArn } = props;
    const clock = props.clock ?? systemClock;
    this.people = new KeptProofs(clock);
    this.accessTokenGroups = new KeptProofs(clock);
    const keysUrl = props.loadBalancerKeysUrl?.href ?? defaultKeysUrl(loadBalancerArn);
    this.claims = new LoadBalancerClaims({ loadBalancerArn, issuer, clientId, clock, keys: new PublicKeySource({ keysUrl, fetch, clock }) });
    this.accessTokens = props.groupsSource === 'cognito-access-token' ? new CognitoAccessTokens({ issuer, clientId, fetch, clock }) : undefined;
  }

  recognises(head: RequestHead): boolean {
    return hasIdentityHeaders(head);
  }

  async authenticate(head: RequestHead): Promise<Caller> {
    const { data, identity, accessToken } = identityHeaders(head);
    if (data === undefined) throw new IdentityError('no-identity');
    // Where groups come from it, the access token is half of the proof. Header values hold no line breaks.
    const key = proofKey(this.accessTokens === undefined ? data : `${data}\n${accessToken ?? ''}`);
    const kept = this.people.get(key);
    const person = kept ?? await this.prove(data, accessToken);
    if (identity !== undefined && !isSameSubject(identity, person.subject)) throw new IdentityError('claims-subject');
    if (kept === undefined) this.people.keep(key, person, person.caller.expiresAt);
    return person.caller;
  }

  private async prove(data: string, accessToken: string | undefined): Promise<Person> {
    const verified = await this.claims.verify(data);
    const found: { -readonly [K in keyof FoundOut]: FoundOut[K] } = { hasAccessToken: accessToken !== undefined };
    try {
      const user = found.user = userOf(verified.claims, this.props.userClaim);
      const { groups, expiresAt } = await this.groupsOf(verified, accessToken);
      const caller: Caller = Object.freeze({
        kind: 'person',
        principal: `user:${user}`,
        displayName: displayNameOf(verified.claims, user),
        groups,
        principals: Object.freeze([`user:${user}`, ...groups.map((group) => `group:${group}`)]),
        session: 'cookie',
        evidence: loadBalancerEvidence(this.props, verified.claims, { ...found, groups }),
        expiresAt,
      });
      return { subject: verified.subject, caller };
    } catch (error) {
      throw withEvidence(error, loadBalancerEvidence(this.props, verified.claims, found));
    }
  }

  private async groupsOf({ claims, subject, expiresAt }: VerifiedClaims, accessToken: string | undefined):
  Promise<{ readonly groups: readonly string[]; readonly expiresAt: number }> {
    if (this.accessTokens === undefined) {
      const value = member(claims, this.props.groupsClaim);
      return { groups: this.props.groupsSource === 'saml-attribute' ? groupsOfSamlAttribute(value) : groupsOfClaim(value), expiresAt };
    }
    if (accessToken === undefined) throw new IdentityError('access-token-missing');
    const key = proofKey(accessToken);
    const kept = this.accessTokenGroups.get(key);
    const token = kept ?? await this.accessTokens.verify(accessToken);
    if (kept === undefined) this.accessTokenGroups.keep(key, token, token.expiresAt);
    if (token.subject !== subject) throw new IdentityError('access-token-subject');
    return { groups: token.groups, expiresAt: Math.min(expiresAt, token.expiresAt) };
  }
}

/** Node reads headers as Latin-1; the load balancer writes UTF-8. */
function isSameSubject(header: string, subject: string): boolean {
  return header === subject || Buffer.from(header, 'latin1').toString('utf8') === subject;
}
