import { isObject } from './json-object';

/**
 * The one way to write a value: members sorted, no spaces, RFC 8259.
 * Equal values give equal text, so that equal ones can be told by it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => (isObject(member) ? sorted(member) : member));
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  // No prototype: a member may be called __proto__
  const result = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(value).sort()) result[name] = value[name];
  return result;
}
