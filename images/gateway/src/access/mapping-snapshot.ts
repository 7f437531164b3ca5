import { AccessMap } from './access-map';
import type { AccessMapping } from './access-mapping';
import { excerpt } from './mapping-document-error';
import { MappingSourceError, type MappingDocumentText } from './mapping-source';
import { parseMapping } from './parse-mapping';

/** What one read of the source amounts to. A value; a snapshot replaces another as a whole. */
export interface MappingSnapshot {
  readonly access: AccessMap;
  /** What became of each document, by name. */
  readonly outcomes: ReadonlyMap<string, DocumentOutcome>;
}

/** What became of one document. */
export interface DocumentOutcome {
  readonly document: MappingDocumentText;
  /** Undefined where the document is invalid. */
  readonly mapping?: AccessMapping;
  /** Why it is invalid. */
  readonly error?: string;
}

/**
 * Checks documents and puts the valid ones together. Documents that are as they were are not checked again, and where all are,
 * the access map with what it has worked out stays.
 *
 * @throws MappingSourceError where one name stands for two documents: then none of them can be trusted
 */
export function takeSnapshot(documents: readonly MappingDocumentText[], previous: MappingSnapshot | undefined): MappingSnapshot {
  const outcomes = new Map<string, DocumentOutcome>();
  let same = previous !== undefined && previous.outcomes.size === documents.length;
  for (const document of documents) {
    if (outcomes.has(document.name)) {
      throw new MappingSourceError(`got two mappings of the name ${excerpt(document.name)}, expected different names; remove one of them`);
    }
    const before = previous?.outcomes.get(document.name);
    const unchanged = before !== undefined && isSame(before.document, document);
    same &&= unchanged;
    outcomes.set(document.name, unchanged ? before : check(document));
  }
  if (same && previous !== undefined) return previous;
  return { access: new AccessMap([...outcomes.values()].flatMap(({ mapping }) => mapping ?? [])), outcomes };
}

/** How two snapshots differ, each list sorted by name. */
export interface SnapshotChange {
  /** Mappings that hold now and didn't before, or held something else. */
  readonly changed: readonly string[];
  /** Mappings that held before and don't now, whether removed or invalid. */
  readonly ended: readonly string[];
  /** Documents that are invalid, and weren't before or for another reason. */
  readonly invalid: ReadonlyArray<{ readonly name: string; readonly error: string }>;
}

/** What is new in a snapshot. */
export function compareSnapshots(now: MappingSnapshot, before: MappingSnapshot | undefined): SnapshotChange {
  if (now === before) return { changed: [], ended: [], invalid: [] };
  const past = before?.outcomes ?? new Map<string, DocumentOutcome>();
  const present = [...now.outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    changed: present.filter(([name, { mapping }]) => mapping !== undefined && mapping !== past.get(name)?.mapping).map(([name]) => name),
    ended: [...past]
      .filter(([name, { mapping }]) => mapping !== undefined && now.outcomes.get(name)?.mapping === undefined)
      .map(([name]) => name)
      .sort(),
    invalid: present.flatMap(([name, { error }]) => (error === undefined || error === past.get(name)?.error ? [] : [{ name, error }])),
  };
}

function isSame(a: MappingDocumentText, b: MappingDocumentText): boolean {
  return 'text' in a ? 'text' in b && a.text === b.text : 'unreadable' in b && a.unreadable === b.unreadable;
}

function check(document: MappingDocumentText): DocumentOutcome {
  if ('unreadable' in document) return { document, error: `access mapping ${excerpt(document.name)}: ${document.unreadable}` };
  try {
    return { document, mapping: parseMapping(document.name, document.text) };
  } catch (error) {
    // Not only MappingDocumentError: whatever a document manages to break, it must not take the others with it.
    return { document, error: error instanceof Error ? error.message : `access mapping ${excerpt(document.name)} is invalid` };
  }
}
