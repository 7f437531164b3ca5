import { type Check } from '../check';
import { error, ok, skipped, warning } from '../finding';

/** Whether a name that is not the service's leads to it all the same. */
export const UNKNOWN_HOST: Check = {
  name: 'unknown-host',
  run: async ({ target, ask }) => {
    if (!target.isTls) return [skipped('the service on one machine answers to every host name')];
    const { status } = await ask({ path: '/', host: 'doctor.invalid' });
    if (status === 404 || status === 421) return [ok(`a host name that is not the service's is answered with ${status}`)];
    // A proxy or web ACL that turns it away is as good.
    if (status === 400 || status === 403) return [ok(`a host name that is not the service's is refused (${status})`)];
    const cure = 'look at the rules of service.listener: those of LuigiService have its host name as condition, and the default action answers 404';
    if (status >= 500) return [warning(`a host name that is not the service's is answered with ${status}, expected 404`, 'something before the load balancer does not know what to do with it', cure)];
    return [error(`a host name that is not the service's is answered with ${status}, expected 404`, 'a rule of the listener has no host name as condition: pages of other names could act for this one', cure)];
  },
};
