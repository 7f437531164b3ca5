import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';

/** Whether a listener encrypts; `undefined` where that can't be told. Gateway load balancers have no protocol. */
export function encrypts(listener: Resource): boolean | undefined {
  const protocol = listener.get('Protocol');
  if (isAbsent(protocol)) return false;
  const known = text(protocol)?.toUpperCase();
  return known === undefined ? undefined : known === 'HTTPS' || known === 'TLS';
}
