import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { compliantIf, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';
import { attributeOf, kindOf } from './load-balancing';

/** Judges an attribute of an application load balancer. @param whenAbsent what the service takes it for where it isn't given */
export function checkAttribute(balancer: Resource, key: string, expected: string, whenAbsent: string): Verdict {
  const kind = kindOf(balancer);
  if (kind !== undefined && kind !== 'application') return NOT_APPLICABLE;
  const given = attributeOf(balancer, key);
  const value = given === 'unknown' ? undefined : isAbsent(given) ? whenAbsent : text(given)?.trim().toLowerCase();
  if (value === undefined) return unresolved(key);
  return kind === undefined && value !== expected ? unresolved('Type') : compliantIf(value === expected);
}
