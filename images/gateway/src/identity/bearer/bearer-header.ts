import type { RequestHead } from '../caller';

const NAME = 'authorization';
/** lighttpd joins headers that came twice by a comma, which no token has. */
const MENTIONED = /(?:^|,)[ \t]*bearer(?:[ \t,]|$)/i;
/** @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Every value of the Authorization header, as it came. */
export function authorizations({ rawHeaders }: RequestHead): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === NAME.length && name.toLowerCase() === NAME) values.push(rawHeaders[at + 1] as string);
  }
  return values;
}

/** Whether a request has a bearer token, or what is meant to be one. */
export function hasBearer(head: RequestHead): boolean {
  return authorizations(head).some((value) => MENTIONED.test(value));
}

/** The one bearer token; `doubled` where there is more than one credential, undefined where it is none. */
export function bearerIn(head: RequestHead): { readonly token: string } | 'doubled' | undefined {
  const [value = '', second] = authorizations(head);
  if (second !== undefined || value.includes(',')) return 'doubled';
  const token = BEARER.exec(value)?.[1];
  return token === undefined ? undefined : { token };
}
