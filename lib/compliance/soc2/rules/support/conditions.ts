import { asList, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, object, text } from '../../../../cloudformation/read';

/** Operators that ask for one of some values; those with `Not`, with `Null` or for all values let through what has no value. */
const ASKS = /^(foranyvalue:)?(string(equals|equalsignorecase|like)|arn(equals|like)|bool|ipaddress|numeric\w+|date\w+|binaryequals)(ifexists)?$/i;

/**
 * Whether a statement's conditions ask for certain values of a key; `undefined` where they aren't known.
 * @param key matches names of keys, which know no case
 * @param lenient whether what has no value at all may pass, for keys that always have one
 */
export function limitedBy({ raw }: Statement, key: RegExp, lenient = false): boolean | undefined {
  if (isAbsent(raw.Condition)) return false;
  const operators = object(raw.Condition);
  if (operators === undefined) return undefined;
  let isOpen = false;
  for (const [operator, asked] of Object.entries(operators)) {
    const keys = object(asked);
    if (keys === undefined) { isOpen = true; continue; }
    if (!ASKS.test(operator) || !lenient && /ifexists$/i.test(operator)) continue;
    const isLimit = Object.entries(keys).some(([name, given]) => {
      const values = asList(given);
      return key.test(name) && values.length > 0 && values.every((value) => !/^[*?]*$/.test(text(value) ?? '-'));
    });
    if (isLimit) return true;
  }
  return isOpen ? undefined : false;
}
