/** What a service tells the ways in for machines that it is given. */
export interface MachineAuthenticationBindOptions {
  /** Host name that people and machines use. Tokens are for `https://<host name>` unless said otherwise. */
  readonly hostName: string;
}

/** What the subject of a token is. */
export enum MachineSubject {
  /** An IAM principal, in a web identity token of STS. */
  IAM_ROLE = 'aws-iam',
  /** Whatever the issuer says. */
  CLIENT = 'jwt',
}

/** An issuer of bearer tokens, as load balancer and gateway need to know it. */
export interface MachineAuthenticationConfig {
  /** Short name: in principals, in records, and in the header `X-Luigi-Issuer`. */
  readonly name: string;
  /** What the subject of its tokens is. */
  readonly subject: MachineSubject;
  /** The claim `iss`, letter by letter. */
  readonly issuer: string;
  /** Address of its key set. */
  readonly keysUrl: string;
  /**
   * The claim `aud`.
   * @default - its tokens have none; then `clients` are given
   */
  readonly audience?: string;
  /**
   * Roles that may call, of `IAM_ROLE`: exact, or all below a path.
   * @default - none
   */
  readonly roles?: string[];
  /**
   * Claim that names the client, of `CLIENT`.
   * @default - the subject names the caller
   */
  readonly clientClaim?: string;
  /**
   * Clients that may call, of `CLIENT`.
   * @default - every client of the issuer; then `audience` is given
   */
  readonly clients?: string[];
  /**
   * Claims that must have exactly this value, of `CLIENT`.
   * @default - none
   */
  readonly requiredClaims?: { [name: string]: string };
  /**
   * Claims that become principals, of `CLIENT`.
   * @default - none
   */
  readonly principalClaims?: string[];
}
