import type { RequestHead } from '../caller';
import { IdentityError } from '../errors';

/** What the load balancer says of the person, as it came: unproved. */
export interface IdentityHeaders {
  /** x-amzn-oidc-data: claims, signed by the load balancer. */
  readonly data?: string;
  /** x-amzn-oidc-identity: the subject, plain. */
  readonly identity?: string;
  /** x-amzn-oidc-accesstoken: the provider's access token. */
  readonly accessToken?: string;
}

const FIELDS: ReadonlyMap<string, keyof IdentityHeaders> = new Map([
  ['x-amzn-oidc-data', 'data'],
  ['x-amzn-oidc-identity', 'identity'],
  ['x-amzn-oidc-accesstoken', 'accessToken'],
]);
/** Most headers are told apart by this alone, without a copy of their name. */
const LENGTHS: ReadonlySet<number> = new Set([...FIELDS.keys()].map((name) => name.length));

/** Whether any of the identity headers is there, however it is spelt. */
export function hasIdentityHeaders(head: RequestHead): boolean {
  for (let at = 0; at < head.rawHeaders.length; at += 2) {
    if (fieldOf(head.rawHeaders[at] ?? '') !== undefined) return true;
  }
  return false;
}

/**
 * The identity headers, each once.
 * @throws IdentityError `identity-header-doubled` where one came twice, or with an underscore: servers differ on whether
 *   X_Amzn_Oidc_Data is X-Amzn-Oidc-Data, so what one checked another might not
 */
export function identityHeaders(head: RequestHead): IdentityHeaders {
  const found: { -readonly [K in keyof IdentityHeaders]: IdentityHeaders[K] } = {};
  for (let at = 0; at < head.rawHeaders.length; at += 2) {
    const name = head.rawHeaders[at] ?? '';
    const field = fieldOf(name);
    if (field === undefined) continue;
    if (found[field] !== undefined || name.includes('_')) throw new IdentityError('identity-header-doubled');
    found[field] = head.rawHeaders[at + 1] ?? '';
  }
  // lighttpd joins a header that came twice by a comma, which no token has.
  if (found.data?.includes(',')) throw new IdentityError('identity-header-doubled');
  return found;
}

function fieldOf(name: string): keyof IdentityHeaders | undefined {
  return LENGTHS.has(name.length) ? FIELDS.get(name.toLowerCase().replaceAll('_', '-')) : undefined;
}
