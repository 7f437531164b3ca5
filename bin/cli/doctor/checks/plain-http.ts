import { destination, isRedirect, shownAddress, type Check } from '../check';
import { error, ok, skipped, warning, type Said } from '../finding';
import type { Answered } from '../net/ask';
import { Trouble } from '../net/trouble';
import type { Target } from '../target';
import { unexpected } from '../unexpected';

/** Whether plain HTTP leads to HTTPS, and to nothing else. */
export const PLAIN_HTTP: Check = {
  name: 'plain-http',
  run: async ({ target, plainPort, askPlainly }) => {
    if (plainPort === undefined) return [skipped('the service has a port of its own, so there is none of plain http to look at')];
    try {
      return [judged(target, await askPlainly(plainPort, '/doctor?plain=1'))];
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      return [warning(`port ${plainPort} does not answer: ${trouble.message}`, 'a security group or a firewall on the way lets only 443 through', `nothing, if nobody types the name without https; else let port ${plainPort} through where 443 is: service.loadBalancer.connections`)];
    }
  },
};

function judged(target: Target, answer: Answered): Said {
  const rules = 'look at the listener of port 80: the one that LuigiService makes only redirects to https';
  if (!isRedirect(answer)) return unexpected('plain http', answer, 'a redirect to https');
  const to = destination(answer, `http://${target.hostName}`);
  if (to?.protocol !== 'https:') return error('plain http leads to plain http: what is sent can be read on the way', 'a listener of port 80 redirects elsewhere', rules);
  if (to.hostname !== new URL(target.origin).hostname) {
    return error(`plain http leads to another host: ${shownAddress(to)}`, 'the name leads to another load balancer or proxy on port 80', rules);
  }
  if (answer.status !== 301 && answer.status !== 308) return warning(`plain http leads to https with ${answer.status}, not for good`, 'a listener of port 80 redirects with a status that browsers don\'t keep', rules);
  return ok(`plain http leads to https (${answer.status})`);
}
