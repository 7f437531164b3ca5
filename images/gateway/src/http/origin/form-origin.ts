import type { RequestHead } from '../../identity/caller';
import { Problem } from '../../problem';
import { assertOriginProved } from './origin-proof';

/** Pages of ours that hold forms: none of them shows text of workers as anything but text. */
const OWN_PAGES = /^\/(?:$|jobs(?:\/|$))/;
export const FORM = 'application/x-www-form-urlencoded';

/**
 * Asserts that a change asked for by a cookie session comes from a button of our own pages: a background call of theirs, or a form,
 * for who has no script.
 *
 * Origin and Sec-Fetch-Site alone don't prove a form: the visualiser stands on our origin, and a form that a worker's text brought
 * in there would have both. So the page that the form stood on must be one of those that we write ourselves.
 *
 * @param publicOrigin where browsers find us
 * @throws Problem 403 `origin-not-proved`
 * @see docs/decisions/0008-forms-prove-their-page.md
 */
export function assertFormOrCallProved(head: RequestHead, method: string, publicOrigin: string): void {
  const { headers } = head;
  if (headers['sec-fetch-mode'] !== 'navigate') return assertOriginProved(head);
  const proved = method === 'POST'
    && (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() === FORM
    && headers['sec-fetch-site'] === 'same-origin'
    && headers['sec-fetch-dest'] === 'document'
    && headers.origin === publicOrigin
    && isOwnPage(headers.referer, publicOrigin);
  if (!proved) {
    throw new Problem(403, 'origin-not-proved', 'this would change something, but was not sent by a form of the pages here, so nothing was done: '
      + 'open the job\'s own page and use its button; if that is what you did, let your browser tell this site the address of its own pages (Referer)');
  }
}

function isOwnPage(referer: string | undefined, publicOrigin: string): boolean {
  if (referer === undefined || !URL.canParse(referer)) return false;
  const { origin, pathname } = new URL(referer);
  return origin === publicOrigin && OWN_PAGES.test(pathname);
}
