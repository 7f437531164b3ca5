import { type ObjectValue, Reference, Text, Unknown, type Value } from './value';

// What is not known is `undefined` to all of these: a check that asks by them never finds fault with it.

/** A text that is known to its last character, and that no dynamic reference replaces when it is deployed. */
export function text(value: Value | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && !value.includes('{{resolve:') ? value : undefined;
}

/** A number; CloudFormation takes `"80"` for 80. */
export function number(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

/** A flag; CloudFormation takes `"true"` for true. */
export function flag(value: Value | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** A list; its members may be unknown. */
export function list(value: Value | undefined): readonly Value[] | undefined {
  return Array.isArray(value) ? value as readonly Value[] : undefined;
}

/** A list of whose length there is no doubt: no member may turn out to be none, or several. */
export function completeList(value: Value | undefined): readonly Value[] | undefined {
  return list(value)?.every((member) => !(member instanceof Unknown)) ? list(value) : undefined;
}

/** The members of a list that are known to be objects; none where the list is not known. */
export function objects(value: Value | undefined): readonly ObjectValue[] {
  return (list(value) ?? []).map(object).filter((member) => member !== undefined);
}

/** The texts of a list, or the one text that stands for a list of one. */
export function texts(value: Value | undefined): readonly string[] {
  return (list(value) ?? [value]).map((member) => text(member as Value | undefined)).filter((member) => member !== undefined);
}

/** An object. */
export function object(value: Value | undefined): ObjectValue | undefined {
  const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value)
    && !(value instanceof Unknown) && !(value instanceof Reference) && !(value instanceof Text);
  return isPlain ? value as ObjectValue : undefined;
}

/** What lies at a path of names and indexes. */
export function at(value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined {
  let found: Value | undefined = value;
  for (const step of path) {
    if (typeof step === 'number') found = list(found)?.[step];
    else found = object(found)?.[step];
    if (found === undefined) return undefined;
  }
  return found;
}

/** All that lies at a path such as `Targets.*.RoleArn`, where `*` stands for all members of a list. */
export function everyAt(value: Value | undefined, path: string): readonly Value[] {
  const follow = (from: Value | undefined, [step, ...rest]: readonly string[]): readonly Value[] => {
    if (from === undefined) return [];
    if (step === undefined) return [from];
    if (step === '*') return (list(from) ?? []).flatMap((member) => follow(member, rest));
    return follow(object(from)?.[step], rest);
  };
  return follow(value, path.split('.'));
}

/** Whether nothing stands there. What stands there but is not known counts as something. */
export function isAbsent(value: Value | undefined): boolean {
  return value === undefined || value === null;
}

/** A reference to a resource: the value itself, or the one reference that a text such as an ARN holds. */
export function reference(value: Value | undefined): Reference | undefined {
  if (value instanceof Reference) return value;
  if (!(value instanceof Text)) return undefined;
  const references = value.parts.filter((part) => part instanceof Reference);
  return references.length === 1 ? references[0] : undefined;
}

/** A text with what is not known in its place as `${...}`: the same expression is always shown alike. */
export function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Unknown) return `\${${value.shown}}`;
  if (value instanceof Reference) return value.shown;
  if (value instanceof Text) return value.parts.map(shown).join('');
  if (typeof value === 'object') return JSON.stringify(value, (_key, member: Value) => object(member) || list(member) ? member : jsonShown(member));
  return String(value);
}

function jsonShown(value: Value): unknown {
  return value instanceof Unknown || value instanceof Reference || value instanceof Text ? shown(value) : value;
}

/** How a text begins, up to what is not known. */
export function knownStart(value: Value | undefined): string {
  if (typeof value === 'string') return value.split('{{resolve:')[0] as string;
  if (value instanceof Text && typeof value.parts[0] === 'string') return value.parts[0].split('{{resolve:')[0] as string;
  return '';
}

/** All known characters of a text: it will be at least this long. `undefined` where it isn't a text. */
export function knownLength(value: Value | undefined): number {
  if (typeof value === 'string') return value.length;
  return value instanceof Text ? value.parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0) : 0;
}
