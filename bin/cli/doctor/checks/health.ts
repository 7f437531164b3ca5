import { isRedirect, type Check } from '../check';
import { error, ok, type Said } from '../finding';
import type { Answered } from '../net/ask';
import { unexpected } from '../unexpected';

const PATHS = ['/livez', '/healthz'];
/** What strangers may be told where no login stands before. */
const STATUS = /^\s*\{\s*"status"\s*:\s*"[a-z]+"\s*\}\s*$/;

/** Whether those who are not logged in are told how the service is inside. */
export const HEALTH: Check = {
  name: 'health',
  run: async ({ ask }) => {
    const faults: Said[] = [];
    for (const path of PATHS) faults.push(...judged(path, await ask({ path })));
    return faults.length === 0 ? [ok(`${PATHS.join(' and ')} tell strangers nothing`)] : faults;
  },
};

function judged(path: string, answer: Answered): readonly Said[] {
  if (isRedirect(answer) || [401, 403, 404].includes(answer.status)) return [];
  if (answer.status !== 200 && answer.status !== 503) return [unexpected(`${path} without a session`, answer, 'the login, or 401')];
  if (STATUS.test(answer.body)) return [];
  // 503 may be the load balancer's own, which has no task.
  if (answer.status === 503 && !answer.body.includes('"')) return [unexpected(`${path} without a session`, answer, 'the login, or 401')];
  return [error(`${path} tells strangers more than a status`, 'a rule of the listener forwards it without a login, or something else answers under this name', 'take that rule out of service.listener: the load balancer\'s own health checks need none')];
}
