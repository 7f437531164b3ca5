import { list } from '../../../../cloudformation/read';
import { Text, Unknown, type Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';

const known = new WeakMap<Estate, Map<string, boolean>>();

/** Whether some resource of a type names at a property what may be any resource: handed in, or imported. Asked of the estate once. */
export function anyOpenEnded(estate: Estate, type: string, property: string): boolean {
  const answers = known.get(estate) ?? new Map<string, boolean>();
  known.set(estate, answers);
  const key = `${type} ${property}`;
  const answer = answers.get(key) ?? estate.ofType(type).some((resource) => isOpenEnded(resource.get(property)));
  answers.set(key, answer);
  return answer;
}

function isOpenEnded(value: Value | undefined): boolean {
  if (value instanceof Text) return value.parts.some(isOpenEnded);
  return value instanceof Unknown && !value.shown.startsWith('AWS::') || (list(value) ?? []).some(isOpenEnded);
}
