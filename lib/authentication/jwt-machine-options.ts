/** An issuer of JSON Web Tokens (RS256) with a key set that the internet can read. */
export interface JwtMachineOptions {
  /** Name of the issuer, one of a kind in the service: lower-case letters, digits and inner hyphens, 32 at most. Principals begin with it. */
  readonly name: string;
  /** The claim `iss` of its tokens, letter by letter: with a slash at the end where the issuer has one. */
  readonly issuer: string;
  /**
   * Address of its key set (`jwks_uri`), on port 443 and with a path: 10 keys and 150 KB at most, as load balancers take no more.
   * @default - `/.well-known/jwks.json` below the issuer
   */
  readonly keysUrl?: string;
  /**
   * The claim `aud`, one string.
   * @default - `https://<host name>`
   */
  readonly audience?: string;
  /**
   * Says that the issuer's tokens have no `aud`: then `clients` are needed, and are all that tells tokens for this service from others.
   * @default false
   */
  readonly withoutAudience?: boolean;
  /**
   * Claim that names the client, such as `client_id`, `cid` or `azp`: callers are `client:<name>/<its value>` then.
   * @default - callers are `claim:<name>/sub=<subject>`
   */
  readonly clientClaim?: string;
  /**
   * Clients that may call: values of `clientClaim`.
   * @default - every client of the issuer that has tokens for the audience
   */
  readonly clients?: string[];
  /**
   * Claims that must have exactly this value, such as `token_use`: `access`. At most 8.
   * @default - none
   */
  readonly requiredClaims?: { [name: string]: string };
  /**
   * Claims that mappings may name, as `claim:<name>/<claim>=<value>`. At most 10; only those that a caller can't choose.
   * @default - none
   */
  readonly principalClaims?: string[];
}
