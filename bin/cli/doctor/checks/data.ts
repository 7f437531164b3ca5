import { DATA_PATH, destination, isRedirect, shownAddress, type Check } from '../check';
import { error, ok } from '../finding';
import { unexpected } from '../unexpected';

/** Whether data without a session is refused as programs understand it: 401, and no login page. */
export const DATA: Check = {
  name: 'data-without-session',
  run: async ({ target, ask }) => {
    const answer = await ask({ path: DATA_PATH });
    if (answer.status === 401) return [ok('/api/ without a session is refused with 401')];
    if (isRedirect(answer)) {
      const to = destination(answer, target.origin);
      return [error(`/api/ without a session leads to ${to === undefined ? 'somewhere' : shownAddress(to)}, expected 401`, 'the rule for /api/* is not before the one for pages: scripts get a login page and take it for data',
        'look at the rules of service.listener: the one for /api/* has "deny" and the smaller number')];
    }
    return [unexpected('/api/ without a session', answer, '401')];
  },
};
