import type { EvidenceResource } from './document';

/** Sorted by where things stand, then by what was found there: however the app was put together. */
export function inOrder<Entry extends EvidenceResource & { readonly finding?: string }>(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((one, other) => compare(one.resource, other.resource) || compare(one.finding ?? '', other.finding ?? ''));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
