import { Duration, Token } from 'aws-cdk-lib';
import type { IUserPool, IUserPoolClient, IUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { guardAttribute } from './attribute-guard';
import { GroupsSource, type AuthenticationBindOptions, type AuthenticationConfig } from './authentication-config';
import { checkAuthorizationParameters, checkClaims, checkHttpsUrl, scopeText, sessionTimeoutOf } from './checks';
import { CognitoListenerLogin, cognitoSignOutUrl, issuerOf } from './cognito-listener-login';
import { hostedPagesUrl } from './hosted-pages';
import type { LoginMaker } from './login-maker';

/** A Cognito user pool that is there already. */
export interface CognitoOptions {
  /** The pool. */
  readonly userPool: IUserPool;
  /**
   * Its client for the load balancer: with a secret, the authorization code grant, the callback
   * `https://<host name>/oauth2/idpresponse` and the sign-out URL `https://<host name>/signed-out`.
   */
  readonly userPoolClient: IUserPoolClient;
  /** Its domain. */
  readonly userPoolDomain: IUserPoolDomain;
  /**
   * Origin of the domain, such as `https://login.example.com`.
   * @default - by the domain; needed where that is brought and only known at deployment
   */
  readonly userPoolDomainUrl?: string;
  /**
   * Scopes to ask for, which the client must have; `openid` is always among them.
   * @default ['openid', 'profile', 'email']
   */
  readonly scopes?: string[];
  /**
   * Attribute that holds groups, such as `custom:groups`, mapped from a SAML provider. The client must be allowed to read it, and
   * `nobodyCanEditAttributes` must be said.
   * @default - groups of the pool, from `cognito:groups` in the access token
   */
  readonly groupsAttribute?: string;
  /**
   * Claim that `user:` principals name, and that records show. `email` counts only where it is verified. Anything but `sub`,
   * `username` and `email` needs `nobodyCanEditAttributes`.
   * @default 'sub'
   */
  readonly userClaim?: string;
  /**
   * Says that no client of the pool, in this app or elsewhere, lets people edit attributes that grant them something: none has the
   * scope `aws.cognito.signin.user.admin` or sign-in by API together with leave to write them. Those of this app are checked;
   * nothing can check the others.
   * @default false
   */
  readonly nobodyCanEditAttributes?: boolean;
  /**
   * How long a session lasts, from 1 second to 7 days. The load balancer asks again whenever the access token expires, as long as
   * the client's refresh token is valid.
   * @default Duration.hours(8), or Duration.hours(4) with `groupsAttribute`, which is only read from the provider at login
   */
  readonly sessionTimeout?: Duration;
  /**
   * Parameters to add to authorization requests, 10 at most, such as `identity_provider`.
   * @default - none
   */
  readonly authorizationParameters?: { [name: string]: string };
}

/** Claims that no one can change by a token of their own, and `email`, which counts only when verified. */
const SAFE_USER_CLAIMS = ['sub', 'username', 'email'];

/** Login at a Cognito user pool that is brought. */
export class CognitoLogin implements LoginMaker {
  private readonly scope: string;
  private readonly sessionTimeout: Duration;
  private readonly userClaim: string;
  private readonly groupsClaim: string;

  public constructor(private readonly options: CognitoOptions) {
    const { groupsAttribute, userPoolDomainUrl, nobodyCanEditAttributes } = options;
    this.userClaim = options.userClaim ?? 'sub';
    this.groupsClaim = groupsAttribute ?? 'cognito:groups';
    checkClaims(this.userClaim, this.groupsClaim);
    if (nobodyCanEditAttributes !== true) {
      const [property, attribute] = groupsAttribute !== undefined ? ['groupsAttribute', groupsAttribute] : ['userClaim', this.userClaim];
      if (groupsAttribute !== undefined || !(Token.isUnresolved(attribute) || SAFE_USER_CLAIMS.includes(attribute))) {
        throw new Error(`${property} is ${JSON.stringify(attribute)}, an attribute that people can edit wherever a client of the pool has the scope aws.cognito.signin.user.admin `
          + 'or sign-in by API: make sure that none has these together with leave to write it, then set nobodyCanEditAttributes: true');
      }
    }
    if (userPoolDomainUrl !== undefined) checkHttpsUrl('userPoolDomainUrl', userPoolDomainUrl, false);
    checkAuthorizationParameters(options.authorizationParameters);
    this.scope = scopeText(options.scopes ?? ['profile', 'email']);
    this.sessionTimeout = sessionTimeoutOf(options.sessionTimeout, Duration.hours(groupsAttribute === undefined ? 8 : 4));
  }

  public bind(scope: Construct, { hostName }: AuthenticationBindOptions): AuthenticationConfig {
    const { userPool, userPoolClient, userPoolDomain, groupsAttribute, authorizationParameters } = this.options;
    const granting = [groupsAttribute, SAFE_USER_CLAIMS.includes(this.userClaim) ? undefined : this.userClaim];
    for (const attribute of granting) {
      if (attribute !== undefined) guardAttribute(scope, userPool, attribute);
    }
    const pagesUrl = this.options.userPoolDomainUrl?.replace(/\/+$/, '') ?? hostedPagesUrl(scope, userPoolDomain);
    return {
      login: new CognitoListenerLogin({
        userPool, userPoolClient, userPoolDomain, authorizationParameters, scope: this.scope, sessionTimeout: this.sessionTimeout,
      }),
      issuer: issuerOf(userPool),
      clientId: userPoolClient.userPoolClientId,
      userClaim: this.userClaim,
      groupsSource: groupsAttribute === undefined ? GroupsSource.COGNITO_ACCESS_TOKEN : GroupsSource.SAML_ATTRIBUTE,
      groupsClaim: this.groupsClaim,
      signOutUrl: cognitoSignOutUrl(pagesUrl, userPoolClient, hostName),
    };
  }
}
