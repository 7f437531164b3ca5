import { Problem } from '../problem';

/** What a reason code stands for. */
export interface IdentityReason {
  /** HTTP status: 400 for headers that no honest client sends, 503 where keys can't be had, else 401. */
  readonly status: 400 | 401 | 503;
  /** One line, shown to the caller: what was got, what was expected, how to mend it. */
  readonly meaning: string;
}

/**
 * Every reason for which an identity is refused. The codes are contracts: they stand in responses and in the decision log.
 * In the order in which they are checked.
 */
export const IDENTITY_REASONS = {
  'no-identity': { status: 401, meaning: 'the request carries no proof of who calls, expected a login through the load balancer or a bearer token that this service trusts, or the worker credential on the worker lane' },
  'identity-ambiguous': { status: 400, meaning: 'the request proves an identity in more than one way, expected exactly one: send either a session or an Authorization header' },
  'identity-header-doubled': { status: 400, meaning: 'an x-amzn-oidc-* header came twice or is spelt with an underscore, expected what the load balancer sets and nothing else: do not send these headers' },

  'claims-malformed': { status: 400, meaning: 'x-amzn-oidc-data is not a token as the load balancer makes it: do not send this header' },
  'claims-algorithm': { status: 401, meaning: 'x-amzn-oidc-data names another signature algorithm than ES256' },
  'claims-key-id': { status: 401, meaning: 'x-amzn-oidc-data names no key in the form that load balancers use (a UUID in lower case)' },
  'claims-signer': { status: 401, meaning: 'x-amzn-oidc-data was signed for another load balancer than this service is behind' },
  'claims-issuer': { status: 401, meaning: 'x-amzn-oidc-data is of another issuer than this service trusts' },
  'claims-client': { status: 401, meaning: 'x-amzn-oidc-data was made for another client than this service' },
  'claims-no-expiry': { status: 401, meaning: 'x-amzn-oidc-data has no expiry in its header or in its claims, expected one in both' },
  'claims-expired': { status: 401, meaning: 'x-amzn-oidc-data has expired: reload the page; if that does not help, the clocks of the load balancer and this service differ' },
  'claims-not-yet-valid': { status: 401, meaning: 'x-amzn-oidc-data is dated too far in the future: the clocks of the load balancer and this service differ' },
  'claims-key-unknown': { status: 401, meaning: 'x-amzn-oidc-data names a key that the load balancers of this region do not have' },
  'claims-keys-unavailable': { status: 503, meaning: 'the key that x-amzn-oidc-data names could not be fetched just now: try again in a moment' },
  'claims-signature': { status: 401, meaning: 'the signature of x-amzn-oidc-data does not hold' },
  'claims-subject': { status: 401, meaning: 'x-amzn-oidc-data has no usable subject, or another than x-amzn-oidc-identity' },

  'access-token-missing': { status: 401, meaning: 'x-amzn-oidc-accesstoken is missing, expected the access token that holds the groups: log in again' },
  'access-token-malformed': { status: 400, meaning: 'x-amzn-oidc-accesstoken is not a signed token as Cognito makes it' },
  'access-token-algorithm': { status: 401, meaning: 'x-amzn-oidc-accesstoken names another signature algorithm than RS256' },
  'access-token-issuer': { status: 401, meaning: 'x-amzn-oidc-accesstoken is of another issuer than this service trusts' },
  'access-token-client': { status: 401, meaning: 'x-amzn-oidc-accesstoken was made for another client than this service' },
  'access-token-use': { status: 401, meaning: 'x-amzn-oidc-accesstoken is another kind of token, expected token_use access' },
  'access-token-no-expiry': { status: 401, meaning: 'x-amzn-oidc-accesstoken has no expiry' },
  'access-token-expired': { status: 401, meaning: 'x-amzn-oidc-accesstoken has expired: log in again' },
  'access-token-not-yet-valid': { status: 401, meaning: 'x-amzn-oidc-accesstoken is dated in the future: the clocks of Cognito and this service differ' },
  'access-token-key-unknown': { status: 401, meaning: 'x-amzn-oidc-accesstoken names a key that the issuer does not have' },
  'access-token-keys-unavailable': { status: 503, meaning: 'the keys of the issuer could not be fetched just now: try again in a moment' },
  'access-token-signature': { status: 401, meaning: 'the signature of x-amzn-oidc-accesstoken does not hold' },
  'access-token-subject': { status: 401, meaning: 'x-amzn-oidc-accesstoken is of another person than x-amzn-oidc-data' },

  'user-claim-missing': { status: 401, meaning: 'the claim that names people to this service is missing: ask the identity provider to send it, or set another GATEWAY_USER_CLAIM' },
  'user-claim-malformed': { status: 401, meaning: 'the claim that names people to this service is unusable, expected a string of 1 to 256 characters without control characters' },
  'user-email-unverified': { status: 401, meaning: 'the email address is not verified, expected email_verified: verify it with the identity provider' },
  'groups-malformed': { status: 401, meaning: 'the groups are unusable, expected names of 1 to 256 characters without control characters, in the form that GATEWAY_GROUPS_SOURCE says' },
  'groups-too-many': { status: 401, meaning: 'there are more than 500 groups: let the identity provider send only those that this service needs' },

  'authorization-doubled': { status: 400, meaning: 'the Authorization header came twice, expected it once' },
  'worker-credential-malformed': { status: 400, meaning: 'the Authorization header is no well-formed Basic credential, expected the base64 form of user:password' },
  'worker-credential': { status: 401, meaning: 'the worker credential is wrong: use the one that this service was given' },

  'role-token-malformed': { status: 400, meaning: 'the bearer token is no pre-signed sts:GetCallerIdentity in the form of this service\'s lane agent: let a job\'s own lane agent sign in' },
  'role-token-endpoint': { status: 401, meaning: 'the bearer token is for the STS of another region or partition than this service is in' },
  'role-token-expired': { status: 401, meaning: 'the bearer token has expired: make a new one; if that does not help, the clocks of the caller and this service differ' },
  'role-token-not-yet-valid': { status: 401, meaning: 'the bearer token is dated in the future: the clocks of the caller and this service differ' },
  'role-token-refused': { status: 401, meaning: 'the bearer token is none to STS: its credential has ended, or it was signed for another service, or not by that credential' },
  'role-token-not-a-role': { status: 401, meaning: 'the bearer token is not of an IAM role\'s session, expected the task role of a job' },
  'role-not-of-job': { status: 401, meaning: 'the IAM role of the bearer token is not the task role of a job of this service, or of two that can\'t be told apart' },
  'identity-unavailable': { status: 503, meaning: 'who calls can\'t be asked of STS just now: try again in a few seconds' },

  'token-malformed': { status: 400, meaning: 'the bearer token is no signed JWT of 16,384 characters at most, expected the token of an issuer that this service trusts, as it was issued' },
  'token-issuer': { status: 401, meaning: 'the bearer token is of another issuer than those that this service trusts' },
  'token-algorithm': { status: 401, meaning: 'the bearer token names another signature algorithm than RS256: ask its issuer for one that is signed by RS256' },
  'token-no-expiry': { status: 401, meaning: 'the bearer token has no expiry' },
  'token-expired': { status: 401, meaning: 'the bearer token has expired: get a new one; if that does not help, the clocks of its issuer and this service differ' },
  'token-not-yet-valid': { status: 401, meaning: 'the bearer token is dated in the future: the clocks of its issuer and this service differ' },
  'token-lifetime': { status: 401, meaning: 'the bearer token lives for more than 24 hours: ask its issuer for one of a shorter life' },
  'token-key-unknown': { status: 401, meaning: 'the bearer token names no key, or one that its issuer does not have for RS256' },
  'token-keys-unavailable': { status: 503, meaning: 'the keys of the issuer of the bearer token could not be fetched just now: try again in a moment' },
  'token-signature': { status: 401, meaning: 'the signature of the bearer token does not hold' },
  'token-audience': { status: 401, meaning: 'the bearer token was made for another audience than this service, or for several: ask its issuer for one with this audience alone' },
  'token-client': { status: 401, meaning: 'the bearer token names no client, or another than those that this service lets in' },
  'token-claim': { status: 401, meaning: 'the bearer token lacks a claim that this service requires, or it has another value' },
  'token-subject': { status: 401, meaning: 'the bearer token has no usable subject, expected a string of 1 to 256 printable characters' },
  'token-role': { status: 401, meaning: 'the bearer token is of no IAM role that this service lets in: ask whoever runs it to add the role to its issuer' },
} as const satisfies Record<string, IdentityReason>;

/** Stable reason code of a refused identity. */
export type IdentityCode = keyof typeof IDENTITY_REASONS;

/** What an IdentityError may say besides its code. */
export interface IdentityErrorOptions extends ErrorOptions {
  /** Seconds after which to try again: the Retry-After header. */
  readonly retryAfterSeconds?: number;
  /** How to sign in: the WWW-Authenticate header. */
  readonly challenge?: string;
}

/** An identity that was not proved. Its message is fixed by its code, so nothing that the caller sent can be in it. */
export class IdentityError extends Problem {
  declare readonly code: IdentityCode;

  constructor(code: IdentityCode, options: IdentityErrorOptions = {}) {
    const reason: IdentityReason = IDENTITY_REASONS[code];
    const headers: Record<string, string> = {};
    if (options.retryAfterSeconds !== undefined) headers['retry-after'] = String(options.retryAfterSeconds);
    if (options.challenge !== undefined) headers['www-authenticate'] = options.challenge;
    super(reason.status, code, reason.meaning, { headers }, options.cause === undefined ? undefined : { cause: options.cause });
  }
}
