import { list, object, text } from '../../../lib/cloudformation/read';
import type { Value } from '../../../lib/cloudformation/value';

const OPERATORS = ['prefix', 'suffix', 'anything-but', 'numeric', 'exists', 'cidr', 'equals-ignore-case', 'wildcard', 'exactly'];
const TOP = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail', 'replay-name', '$or', 'ingestion-time', 'event-bus-name'];

/** What is wrong with an event pattern. @returns nothing where it can be used */
export function patternFaults(pattern: Value, path: readonly string[] = []): readonly string[] {
  const fields = object(pattern);
  if (fields === undefined) return [];
  if (path.length === 0 && Object.keys(fields).length === 0) return ['an empty pattern: expected one field at least; add source or detail-type'];
  return Object.entries(fields).flatMap(([key, value]) => {
    const where = [...path, key].join('.');
    if (path.length === 0 && !TOP.includes(key)) return [`field ${key}: expected one of ${TOP.slice(0, 10).join(', ')}; put it under detail or correct it`];
    if (key === '$or') return (list(value) ?? []).flatMap((one) => patternFaults(one, [...path, '$or']).filter((fault) => !fault.startsWith('field ')));
    if (object(value) !== undefined) return patternFaults(value as Value, [...path, key]);
    const members = list(value);
    if (members === undefined) return ['string', 'number', 'boolean'].includes(typeof value) ? [`${where} is no list: expected such as ["${text(value)}"]; put it into brackets`] : [];
    if (members.length === 0) return [`${where} is an empty list: expected one value at least; add it or remove the field`];
    return members.flatMap((member) => operatorFaults(member, where));
  });
}

function operatorFaults(member: Value, where: string): readonly string[] {
  const matcher = object(member);
  if (matcher === undefined) return list(member) === undefined ? [] : [`${where} has a list within a list: expected values; take one pair of brackets away`];
  const keys = Object.keys(matcher);
  const [operator] = keys;
  if (keys.length !== 1 || operator === undefined || !OPERATORS.includes(operator)) return [`${where} is matched by ${keys.join(', ') || 'nothing'}: expected one of ${OPERATORS.join(', ')}; correct it`];
  const value = matcher[operator];
  if (operator === 'exists' && text(value) !== undefined && typeof value !== 'boolean') return [`${where} exists ${text(value)}: expected true or false; correct it`];
  if (operator === 'numeric') return numericFaults(list(value), where);
  return [];
}

function numericFaults(parts: readonly Value[] | undefined, where: string): readonly string[] {
  if (parts === undefined) return [];
  const isFine = parts.length % 2 === 0 && parts.length > 0 && parts.length <= 4
    && parts.every((part, index) => index % 2 === 0 ? typeof part !== 'string' || ['<', '<=', '>', '>=', '='].includes(part) : typeof part !== 'string');
  return isFine ? [] : [`${where} is compared by ${JSON.stringify(parts)}: expected such as [">", 0, "<=", 5]; correct it`];
}
