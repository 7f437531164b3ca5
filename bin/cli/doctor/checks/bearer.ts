import { DATA_PATH, destination, isRedirect, NONSENSE, shownAddress, type Check, type Look } from '../check';
import { error, ok, warning, type Said } from '../finding';
import { unexpected } from '../unexpected';

const PAGE = '/whoami';

/** Whether a token that proves nothing is refused with 401: never let in, never led to a login page. */
export const BEARER: Check = {
  name: 'bearer-nonsense',
  run: async (look) => [await data(look), await page(look)],
};

async function data({ target, ask }: Look): Promise<Said> {
  const answer = await ask({ path: DATA_PATH, headers: { authorization: NONSENSE } });
  if (answer.status === 401) return ok('a token that proves nothing is refused with 401 at /api/');
  if (!isRedirect(answer)) return unexpected('a token that proves nothing, at /api/,', answer, '401');
  const to = destination(answer, target.origin);
  return error(`a token that proves nothing leads to ${to === undefined ? 'somewhere' : shownAddress(to)} at /api/, expected 401`, 'the rule for /api/* is not before the one for pages',
    'look at the rules of service.listener: the one for /api/* has "deny" and the smaller number');
}

async function page({ expectsMachines, ask }: Look): Promise<Said> {
  const answer = await ask({ path: PAGE, headers: { authorization: NONSENSE } });
  if (answer.status === 401) return ok(`a token that proves nothing is refused with 401 at ${PAGE}`);
  if (!isRedirect(answer)) return unexpected(`a token that proves nothing, at ${PAGE},`, answer, '401');
  const what = `a caller with a token is led to a login page at ${PAGE}`;
  const cause = 'no rule of the listener is for bearer tokens, or it stands behind the one for logins';
  return expectsMachines ? error(what, cause, 'give LuigiService a "machineAuthentication", and look at the order of the rules of service.listener')
    : warning(what, cause, 'nothing, if only people call; else give LuigiService a "machineAuthentication" (docs/machines.md), and call again with --machines');
}
