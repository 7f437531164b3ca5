/** Service apps of an Okta organisation (API Services: client credentials). */
export interface OktaMachineOptions {
  /** Domain of the organisation, as the authorization server's issuer has it: `example.okta.com`, or its custom domain. */
  readonly domain: string;
  /** Id of a custom authorization server, such as `default`: tokens of the organisation's own one can't be verified by anybody else. */
  readonly authorizationServerId: string;
  /**
   * Client ids of the service apps that may call. Apps that people log in with must not be among them: a person's access token names its
   * app too.
   */
  readonly clients: string[];
  /**
   * Audience of the authorization server, as its settings have it.
   * @default - `https://<host name>`
   */
  readonly audience?: string;
  /**
   * Name of the issuer, one of a kind in the service: lower-case letters, digits and inner hyphens, 32 at most.
   * @default 'okta'
   */
  readonly name?: string;
}
