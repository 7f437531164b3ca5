import type { RequestHead } from './caller';
import { IdentityError } from './errors';

/** What the load balancer says of the person, as it came: unproved. */
export interface IdentityHeaders {
  /** x-amzn-oidc-data: claims, signed by the load balancer. */
  readonly data?: string;
  /** x-amzn-oidc-identity: the subject, plain. */
  readonly identity?: string;
  /** x-amzn-oidc-accesstoken: the provider's access token. */
  readonly accessToken?: string;
}

const FIELDS = new Map<string, keyof IdentityHeaders>([
  ['x-amzn-oidc-data', 'data'],
  ['x-amzn-oidc-identity', 'identity'],
  ['x-amzn-oidc-accesstoken', 'accessToken'],
]);

/** Whether any of the identity headers is there, however it is spelt. */
export function hasIdentityHeaders(head: RequestHead): boolean {
  return namesOf(head).some((name) => FIELDS.has(dashed(name)));
}

/**
 * The identity headers, each once.
 * @throws IdentityError `identity-header-doubled` where one came twice, or with an underscore: servers differ on whether
 *   X_Amzn_Oidc_Data is X-Amzn-Oidc-Data, so what one checked another might not
 */
export function identityHeaders(head: RequestHead): IdentityHeaders {
  const found: { -readonly [K in keyof IdentityHeaders]: IdentityHeaders[K] } = {};
  namesOf(head).forEach((name, index) => {
    const field = FIELDS.get(dashed(name));
    if (field === undefined) return;
    if (found[field] !== undefined || name.includes('_')) throw new IdentityError('identity-header-doubled');
    found[field] = head.rawHeaders[2 * index + 1] ?? '';
  });
  // lighttpd joins a header that came twice by a comma, which no token has.
  if (found.data?.includes(',')) throw new IdentityError('identity-header-doubled');
  return found;
}

function namesOf(head: RequestHead): string[] {
  return head.rawHeaders.filter((_, index) => index % 2 === 0);
}

function dashed(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
