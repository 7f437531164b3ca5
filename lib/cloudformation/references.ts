import { list } from './read';
import type { Resource } from './resource';
import { target } from './template';
import { Reference, Text, Unknown, type Value } from './value';

/** All references within a value, however deep. */
export function referencesIn(value: Value | undefined): readonly Reference[] {
  const found: Reference[] = [];
  collectReferences(value, found);
  return found;
}

function collectReferences(value: unknown, into: Reference[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Reference) {
    into.push(value);
    return;
  }
  const members: readonly unknown[] = value instanceof Text ? value.parts : Array.isArray(value) ? value as unknown[] : Object.values(value);
  for (const member of members) collectReferences(member, into);
}

/** All resources that a value refers to. */
export function resourcesIn(value: Value | undefined): readonly Resource[] {
  return referencesIn(value).map(target).filter((resource) => resource !== undefined);
}

/** Whether a value refers to a resource. */
export function refersTo(value: Value | undefined, resource: Resource): boolean {
  return resourcesIn(value).some((other) => other.is(resource));
}

/** Whether a value refers to a resource, or may: where some of it is not known. */
export function mayReferTo(value: Value | undefined, resource: Resource): boolean {
  return refersTo(value, resource) || value instanceof Unknown || value instanceof Text && value.parts.some((part) => part instanceof Unknown && !part.shown.startsWith('AWS::'))
    || (list(value) ?? []).some((member) => mayReferTo(member, resource));
}

/** Whether CloudFormation makes one resource only after another of the same template. */
export function waitsFor(resource: Resource, other: Resource, seen = new Set<string>()): boolean {
  if (seen.has(resource.logicalId)) return false;
  seen.add(resource.logicalId);
  const ids = [...resource.dependsOn, ...rawReferences(resource.raw.Properties)];
  return ids.some((id) => {
    if (id === other.logicalId) return true;
    const next = resource.template.resources.get(id);
    return next !== undefined && waitsFor(next, other, seen);
  });
}

/** The logical ids that a raw part names, also where resolving would follow or drop them. */
function rawReferences(raw: unknown): string[] {
  if (Array.isArray(raw)) return raw.flatMap(rawReferences);
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'Ref' && typeof value === 'string') return [value];
    if (key === 'Fn::GetAtt') return [Array.isArray(value) ? String(value[0]) : String(value).split('.')[0] as string];
    if (key === 'Fn::Sub') {
      const pattern = String(Array.isArray(value) ? value[0] : value);
      const variables = Array.isArray(value) ? rawReferences(value[1]) : [];
      return [...[...pattern.matchAll(/\$\{([^!.}][^.}]*)/g)].map((match) => match[1] as string), ...variables];
    }
    return rawReferences(value);
  });
}
