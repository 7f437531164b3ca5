/**
 * The one way to write a call's arguments: members sorted, no spaces, RFC 8259.
 * Equal arguments give equal text, so that equal calls can be told by it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => (isPlainObject(member) ? sorted(member) : member));
}

/** The body of the one form that luigid is sent. */
export function canonicalForm(args: Readonly<Record<string, unknown>>): string {
  return `data=${encodeURIComponent(canonicalJson(args))}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Record<string, unknown>): Record<string, unknown> {
  // No prototype: a member may be called __proto__
  const result = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(value).sort()) result[name] = value[name];
  return result;
}
