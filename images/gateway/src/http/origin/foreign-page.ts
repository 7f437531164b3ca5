import type { RequestHead } from '../../identity/caller';
import { Problem } from '../../problem';

/**
 * Asserts that it is not a page of another site that has the person's browser ask: for images, frames or scripts that are none, which would
 * make the scheduler work in the person's name, and whose times to answer tell of what they may see. Browsers say so themselves, and let
 * no page change it.
 *
 * @param isPage whether it is shown to people, so that other sites may link to it
 * @throws Problem 403 `cross-site`
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function assertNotCrossSite({ headers }: RequestHead, isPage: boolean): void {
  if (headers['sec-fetch-site'] !== 'cross-site') return;
  if (isPage && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document') return;
  throw new Problem(403, 'cross-site', 'a page of another site asked for this, so nothing was shown; ask for it from the pages here');
}
