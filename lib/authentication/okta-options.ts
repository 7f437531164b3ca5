import type { OidcClientOptions } from './oidc-options';

/** An Okta organisation. */
export interface OktaOptions extends OidcClientOptions {
  /** Domain of the organisation: `example.okta.com`, or its custom domain. */
  readonly domain: string;
  /**
   * Id of a custom authorization server, such as `default`. It needs a scope and a claim `groups` of its own, in userinfo.
   * @default - the organisation's own authorization server, whose `groups` follow the filter in the application's settings
   */
  readonly authorizationServerId?: string;
  /**
   * Scopes to ask for; `openid` is always among them.
   * @default ['openid', 'profile', 'email', 'groups']
   */
  readonly scopes?: string[];
  /**
   * Asks for a refresh token (the scope `offline_access`), by which the load balancer asks for groups again when the access token
   * expires. The application in Okta must allow the grant type Refresh Token, or nobody can log in.
   * @default false
   */
  readonly refreshToken?: boolean;
}
