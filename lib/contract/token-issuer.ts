/** Header by which a caller says at the load balancer whose token it sends, where several issuers are trusted: the issuer's name. */
export const ISSUER_HEADER = 'x-luigi-issuer';

/** Issuers that one service may trust: each is a rule of the listener. */
export const MAX_TOKEN_ISSUERS = 5;

/** The only algorithm that load balancers verify. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html */
export const TOKEN_ALGORITHM = 'RS256';

/** A signer of bearer tokens that a service trusts, as the constructs tell the gateway. */
export interface TokenIssuer {
  /** Short name, unique in the service: stands in principals, records and the issuer header. */
  readonly name: string;
  /** `aws-iam`: web identity tokens of STS, whose subject is an IAM principal. `jwt`: any other issuer. */
  readonly kind: 'aws-iam' | 'jwt';
  /** Value of the claim `iss`, letter by letter. */
  readonly issuer: string;
  /** Address of its key set: https, or http on the loopback interface. */
  readonly keysUrl: string;
  /**
   * Value of the claim `aud`, a single string.
   * @default - not looked at; then `clients` are given
   */
  readonly audience?: string;
  /**
   * Of `aws-iam`: who may call, ARNs of roles, exact or by path (`arn:aws:iam::111122223333:role/ci/*`).
   * @default - none
   */
  readonly roles?: readonly string[];
  /**
   * Of `jwt`: the claim that names the client.
   * @default - the subject names the caller
   */
  readonly clientClaim?: string;
  /**
   * Of `jwt`: values of the client claim that are let in.
   * @default - every client of the issuer; then `audience` is given
   */
  readonly clients?: readonly string[];
  /**
   * Of `jwt`: claims that must have exactly this value, such as `token_use`: `access`.
   * @default - none
   */
  readonly requiredClaims?: Readonly<Record<string, string>>;
  /**
   * Of `jwt`: claims that become principals, `claim:<name>/<claim>=<value>`.
   * @default - none
   */
  readonly principalClaims?: readonly string[];
}

/** What a token issuer's members must look like. */
export const TOKEN_ISSUER_RULES = {
  name: /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  /** Names of claims; `https://…/` names are spelled out by some issuers. */
  claim: /^[A-Za-z0-9_:./-]{1,128}$/,
  /**
   * A role's ARN, or all below a path: partition and account are always fixed. No part of it is empty, `.` or `..`: what could be read as a
   * way up is nobody's.
   */
  role: /^arn:aws[a-z-]{0,24}:iam::[0-9]{12}:role\/(?!(?:[^*]*\/)?\.{1,2}(?:\/|$))(?:[A-Za-z0-9_+=,.@-]{1,64}\/){0,8}(?:[A-Za-z0-9_+=,.@-]{1,64}|\*)$/,
  /**
   * A value that is compared: 1 to 256 characters as JavaScript counts them (those beyond U+FFFF are two), none of them invisible, for
   * control, or half of one; no space at either end.
   */
  text: /^(?! )(?=[^]{1,256}$)(?:[^\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])+(?<! )$/,
  /** Hosts that the load balancer can't ask for keys: it has no way to private addresses, and would reach itself. */
  privateHost: /^(?:localhost|[^.]+|.*\.(?:local|localhost|internal|home\.arpa)|\[.*\]|0\..*|10\..*|127\..*|169\.254\..*|172\.(?:1[6-9]|2\d|3[01])\..*|192\.168\..*)\.?$/,
  /** Keys of a set that a load balancer takes, of whatever kind. */
  maxKeysOfLoadBalancer: 10,
  maxRoles: 50,
  maxClients: 50,
  maxRequiredClaims: 8,
  maxPrincipalClaims: 10,
} as const;
