import type { RequestHead } from '../identity/caller';
import { Problem } from '../problem';

/** Fetch metadata that a background call of our own pages carries, and no link, image, form or foreign page can. */
const PROOF: ReadonlyArray<{ readonly header: string; readonly values: readonly string[] }> = [
  { header: 'x-requested-with', values: ['XMLHttpRequest'] },
  { header: 'sec-fetch-site', values: ['same-origin'] },
  { header: 'sec-fetch-mode', values: ['cors', 'same-origin'] },
  { header: 'sec-fetch-dest', values: ['empty'] },
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
  for (const { header, values } of PROOF) {
    const value = head.headers[header];
    if (typeof value !== 'string' || !values.includes(value)) {
      throw new Problem(403, 'origin-not-proved',
        `a change by a browser session needs the header ${header} to be ${values.join(' or ')}: `
        + 'use the buttons of the pages here, or a bearer token from a script');
    }
  }
}
