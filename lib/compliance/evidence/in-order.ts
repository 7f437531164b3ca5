import type { EvidenceResource } from './document';

/** Sorted by where things stand, then by all that is said of them: however the app was put together. */
export function inOrder<Entry extends EvidenceResource>(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) => ({ entry, key: `${entry.resource}\n${JSON.stringify(entry)}` }))
    .sort((one, other) => one.key < other.key ? -1 : one.key > other.key ? 1 : 0)
    .map(({ entry }) => entry);
}
