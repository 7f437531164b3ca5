import type { Caller } from '../../identity/caller';
import type { PageParts } from './layout';

/** What every page of somebody who is signed in has around it. */
export type Chrome = Required<Pick<PageParts, 'serviceName' | 'signedInAs'>>;

/** What stands around a page for this caller. */
export function chromeFor(serviceName: string, { displayName }: Caller): Chrome {
  return { serviceName, signedInAs: displayName };
}
