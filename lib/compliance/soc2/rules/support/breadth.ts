/** How much an action of a statement covers: all there is, all of a service, or something that it names. */
export enum Breadth { ALL, SERVICE, NAMED }

/** Services whose actions serve nothing but the agent that keeps a machine's or container's session open. */
const ONLY_SESSIONS = /^(ssmmessages|ec2messages):/;

/** Services in which one more verb is one more way to become someone else. */
const POWERFUL = /^(iam|organizations|sso|sso-directory|identitystore):/;

/** Verbs that only show. */
const SHOWS = /^[^:]*:(get|list|describe|simulate|generate|view)/;

/**
 * What an action covers. A verb with a wildcard, such as `s3:GetObject*`, names something; `s3:*`, `s3:*Object` and `s3:p*` don't.
 * @param action lower case
 */
export function breadthOf(action: string): Breadth {
  if (!/[*?]/.test(action) || ONLY_SESSIONS.test(action)) return Breadth.NAMED;
  if (/^[*?]+(:[*?]+)?$/.test(action)) return Breadth.ALL;
  const [service = '', name = ''] = action.split(':');
  if (/[*?]/.test(service) || !/^[a-z]{3}/.test(name)) return Breadth.SERVICE;
  return POWERFUL.test(action) && !SHOWS.test(action) ? Breadth.SERVICE : Breadth.NAMED;
}
