import { type KeyObject, sign } from 'node:crypto';

/** What x-amzn-oidc-data is made of. */
export interface OidcData {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What the load balancer says of itself in every x-amzn-oidc-data. */
export interface OidcDataContext {
  readonly kid: string;
  /** The load balancer's ARN. */
  readonly signer: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The token as the real one makes it: expiry and issuer stand in the header and in the payload, beside the userinfo claims. */
export function describeOidcData(claims: Readonly<Record<string, unknown>>, context: OidcDataContext): OidcData {
  const { kid, signer, issuer, clientId, expiresAt } = context;
  return {
    header: { typ: 'JWT', kid, alg: 'ES256', iss: issuer, client: clientId, signer, exp: expiresAt },
    payload: { ...claims, exp: expiresAt, iss: issuer },
  };
}

/**
 * Signs whatever is given, well-formed or not: tests forge with it.
 * Base64url with padding, which RFC 7515 forbids and the real one does.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html#user-claims-encoding
 */
export function signOidcData({ header, payload }: OidcData, key: KeyObject): string {
  const signed = `${paddedBase64Url(JSON.stringify(header))}.${paddedBase64Url(JSON.stringify(payload))}`;
  return `${signed}.${paddedBase64Url(sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }))}`;
}

/** Base64url that keeps its padding. */
export function paddedBase64Url(data: string | Buffer): string {
  return Buffer.from(data).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
