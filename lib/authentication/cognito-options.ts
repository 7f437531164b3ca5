import type { Duration } from 'aws-cdk-lib';
import type { IUserPool, IUserPoolClient, IUserPoolDomain } from 'aws-cdk-lib/aws-cognito';

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
