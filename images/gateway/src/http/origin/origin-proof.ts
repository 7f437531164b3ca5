import type { RequestHead } from '../../identity/caller';
import { Problem } from '../../problem';

/** What a background call of our own pages carries, and no link, image, form, foreign page or text from a worker can. */
const PROOF: ReadonlyArray<{ readonly header: string; readonly expected: string; readonly accepts: RegExp }> = [
  { header: 'x-requested-with', expected: 'XMLHttpRequest', accepts: /^XMLHttpRequest$/ },
  { header: 'sec-fetch-site', expected: 'same-origin', accepts: /^same-origin$/ },
  { header: 'sec-fetch-mode', expected: 'cors or same-origin', accepts: /^(?:cors|same-origin)$/ },
  { header: 'sec-fetch-dest', expected: 'empty', accepts: /^empty$/ },
  // The visualiser shows text of workers as HTML. What jQuery and Bootstrap fetch of their own accord for such text
  // (<script src>, data-remote) has all of the above, but asks for script or HTML: only the page's own calls ask for JSON.
  { header: 'accept', expected: 'application/json first', accepts: /^application\/json(?:[ \t]*[,;]|$)/ },
];

/**
 * Asserts that a change asked for by a cookie session comes from a background call of our own pages.
 *
 * Luigi changes state by GET: a link or an image in text that a worker supplied stands on our own origin, so that
 * cookies and origin alone prove nothing. Browsers set Sec-Fetch-* themselves and let no page change them.
 *
 * @throws Problem 403 `origin-not-proved`
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function assertOriginProved(head: RequestHead): void {
  for (const { header, expected, accepts } of PROOF) {
    const value = head.headers[header];
    if (typeof value !== 'string' || !accepts.test(value)) {
      throw new Problem(403, 'origin-not-proved',
        'this would change something, but was not asked for by a button of the pages here, so nothing was done: '
        + `use their buttons, or send from a script the headers that they send (expected the header ${header} to be ${expected})`);
    }
  }
}
