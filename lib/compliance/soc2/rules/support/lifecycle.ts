import { isAbsent, list, object, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { ObjectValue } from '../../../../cloudformation/value';
import { look } from './look';

/** The rules of a bucket's lifecycle that are not turned off; `undefined` where that can't be told. */
export function enabledRules(bucket: Resource): readonly ObjectValue[] | undefined {
  const given = look(bucket.properties, 'LifecycleConfiguration', 'Rules');
  if (isAbsent(given)) return [];
  const rules = list(given)?.map((rule) => object(rule));
  if (rules === undefined || rules.some((rule) => text(rule?.Status) === undefined)) return undefined;
  return rules.filter((rule): rule is ObjectValue => text(rule?.Status) === 'Enabled');
}
