import type { AccessMappingDocument, RunGrant } from '../../../../lib/contract/access-mapping';
import { canonicalJson } from '../json/canonical-json';

/** A mapping as the gateway holds it: checked, sorted, without doubles, and frozen. Equal mappings are deeply equal. */
export interface AccessMapping {
  readonly name: string;
  readonly description?: string;
  /** `group:`, `user:` and `role:` principals, sorted. */
  readonly principals: readonly string[];
  /** Patterns of families, sorted. */
  readonly view: readonly string[];
  /** Patterns of families, sorted. */
  readonly operate: readonly string[];
  /** In canonical order. */
  readonly run: readonly RunGrant[];
}

/** Brings a document that has been found valid into the one form that the gateway works with. */
export function accessMappingOf(name: string, document: AccessMappingDocument): AccessMapping {
  const { description, principals, grants } = document;
  return Object.freeze({
    name,
    ...(description === undefined ? {} : { description }),
    principals: sortedSet(principals),
    view: sortedSet(grants.view ?? []),
    operate: sortedSet(grants.operate ?? []),
    run: canonicalRunGrants(grants.run ?? []),
  });
}

/** Run grants in the one order that doesn't depend on how they were given, without doubles. */
export function canonicalRunGrants(grants: readonly RunGrant[]): readonly RunGrant[] {
  const byText = new Map(grants.map((grant) => [canonicalJson(grant), grant]));
  return Object.freeze([...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([text]) => frozenRunGrant(text)));
}

function frozenRunGrant(text: string): RunGrant {
  const grant = JSON.parse(text) as RunGrant;
  if (grant.parameters === undefined) return deepFreeze(grant);
  // Without a prototype: a job's parameter may be called `constructor`, and must not find a limit that nobody set.
  return deepFreeze({ ...grant, parameters: Object.assign(Object.create(null), grant.parameters) as RunGrant['parameters'] });
}

function sortedSet(values: readonly string[]): readonly string[] {
  return Object.freeze([...new Set(values)].sort());
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
