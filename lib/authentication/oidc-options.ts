import type { Duration } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** The client that an OpenID Connect provider knows the load balancer by, and what its claims mean here. */
export interface OidcClientOptions {
  /** Id of the client. Its redirect URI at the provider is `https://<host name>/oauth2/idpresponse`. */
  readonly clientId: string;
  /**
   * Its secret. It reaches the listener as a dynamic reference, never the template; who may deploy must be allowed to read it.
   * CloudFormation reads it again only where the listener rule changes: see `clientSecretVersionId`.
   */
  readonly clientSecret: ISecret;
  /**
   * Field that holds the client's secret, where the secret's value is JSON.
   * @default - the whole value
   */
  readonly clientSecretField?: string;
  /**
   * Version of the secret to use. Give the new one after a rotation: a changed id is what makes CloudFormation read the secret again.
   * @default - the current version at the time that the rule is written
   */
  readonly clientSecretVersionId?: string;
  /**
   * Claim of the provider's userinfo that `user:` principals name, and that records show. Choose one that people can't change
   * themselves and that is never given to someone else; `email` counts only with `email_verified`.
   * @default 'sub'
   */
  readonly userClaim?: string;
  /**
   * Claim of the provider's userinfo that holds groups, a list or a string.
   * @default 'groups'
   */
  readonly groupsClaim?: string;
  /**
   * How long a session lasts, from 1 second to 7 days.
   *
   * Unless the provider gives a refresh token (most need the scope `offline_access`), what it said at login holds for the
   * whole session: who leaves a group keeps its grants that long. A new login needs no password while the provider's own
   * session lasts, so that people hardly notice.
   * @default Duration.hours(4)
   */
  readonly sessionTimeout?: Duration;
  /**
   * Parameters to add to authorization requests, 10 at most, such as `prompt`, `audience`, `acr_values` or `max_age`.
   * @default - none
   */
  readonly authorizationParameters?: { [name: string]: string };
}

/** An OpenID Connect provider, spelled out as its `/.well-known/openid-configuration` has it. */
export interface OidcOptions extends OidcClientOptions {
  /** `issuer`, letter by letter: with a slash at the end where the provider has one. */
  readonly issuer: string;
  /** `authorization_endpoint`: where browsers are sent. */
  readonly authorizationEndpoint: string;
  /** `token_endpoint`, reached by the load balancer: its certificate must be of a public authority. */
  readonly tokenEndpoint: string;
  /** `userinfo_endpoint`, reached by the load balancer. User name and groups are read from what it answers. */
  readonly userInfoEndpoint: string;
  /**
   * Scopes to ask for; `openid` is always among them. Ask for the one that puts groups into userinfo, if there is one.
   * @default ['openid', 'profile', 'email']
   */
  readonly scopes?: string[];
  /**
   * `end_session_endpoint`: sign-out leads there, with `client_id` and `post_logout_redirect_uri` (`https://<host name>/signed-out`,
   * which the provider must know). Load balancers keep the ID token to themselves: leave this out, or give `signOutUrl`, where a
   * provider insists on `id_token_hint`.
   * @default - sign-out ends at the load balancer; the provider's own session goes on
   * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
   */
  readonly endSessionEndpoint?: string;
  /**
   * Where sign-out leads, as a whole, for providers with a way of their own. Not beside `endSessionEndpoint`.
   * @default - by `endSessionEndpoint`
   */
  readonly signOutUrl?: string;
}
