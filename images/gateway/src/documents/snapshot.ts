import { excerpt } from './document-error';
import type { DocumentKind } from './document-kind';
import { DocumentSourceError, type DocumentText } from './document-source';

/** What one read of the source amounts to. A value; a snapshot replaces another as a whole. */
export interface Snapshot<Item, Whole> {
  /** What the valid ones make together, and where their kind keeps the last good ones, those. */
  readonly whole: Whole;
  /** How many hold. */
  readonly size: number;
  /** Whether there is something to go by for each document: false where the kind keeps the last good ones and one was never seen to be valid. */
  readonly isKnown: boolean;
  /** What became of each document, by name. */
  readonly outcomes: ReadonlyMap<string, DocumentOutcome<Item>>;
}

/** What became of one document. */
export interface DocumentOutcome<Item> {
  readonly document: DocumentText;
  /** Undefined where the document is invalid, and its kind does not keep the last good one or there was none. */
  readonly item?: Item;
  /** Why it is invalid. */
  readonly error?: string;
}

/**
 * Checks documents and puts the valid ones together. Documents that are as they were are not checked again, and where all are,
 * the whole with what it has worked out stays.
 *
 * @throws DocumentSourceError where one name stands for two documents: then none of them can be trusted
 */
export function takeSnapshot<Item, Whole>(
  kind: DocumentKind<Item, Whole>, documents: readonly DocumentText[], previous: Snapshot<Item, Whole> | undefined,
): Snapshot<Item, Whole> {
  const outcomes = new Map<string, DocumentOutcome<Item>>();
  let same = previous !== undefined && previous.outcomes.size === documents.length;
  for (const document of documents) {
    if (outcomes.has(document.name)) {
      throw new DocumentSourceError(`got two ${kind.plural} of the name ${excerpt(document.name)}, expected different names; remove one of them`);
    }
    const before = previous?.outcomes.get(document.name);
    const unchanged = before !== undefined && isSame(before.document, document);
    same &&= unchanged;
    outcomes.set(document.name, unchanged ? before : check(kind, document, before));
  }
  if (same && previous !== undefined) return previous;
  const items = [...outcomes.values()].flatMap(({ item }) => (item === undefined ? [] : [item]));
  // What was not there at the last read said nothing: a document that comes and is invalid at once leaves it at that.
  const isKnown = kind.keepsLastGood !== true || items.length === outcomes.size || previous?.isKnown === true;
  return { whole: kind.assemble(items), size: items.length, isKnown, outcomes };
}

/** How two snapshots differ, each list sorted by name. */
export interface SnapshotChange {
  /** Documents that hold now and didn't before, or held something else. */
  readonly changed: readonly string[];
  /** Documents that held before and don't now, whether removed or invalid. */
  readonly ended: readonly string[];
  /** Documents that are invalid, and weren't before or for another reason. */
  readonly invalid: ReadonlyArray<{ readonly name: string; readonly error: string }>;
}

/** What is new in a snapshot. */
export function compareSnapshots<Item, Whole>(now: Snapshot<Item, Whole>, before: Snapshot<Item, Whole> | undefined): SnapshotChange {
  if (now === before) return { changed: [], ended: [], invalid: [] };
  const past = before?.outcomes ?? new Map<string, DocumentOutcome<Item>>();
  const present = [...now.outcomes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    changed: present.filter(([name, { item }]) => item !== undefined && item !== past.get(name)?.item).map(([name]) => name),
    ended: [...past]
      .filter(([name, { item }]) => item !== undefined && now.outcomes.get(name)?.item === undefined)
      .map(([name]) => name)
      .sort(),
    invalid: present.flatMap(([name, { error }]) => (error === undefined || error === past.get(name)?.error ? [] : [{ name, error }])),
  };
}

function isSame(a: DocumentText, b: DocumentText): boolean {
  return 'text' in a ? 'text' in b && a.text === b.text : 'unreadable' in b && a.unreadable === b.unreadable;
}

/** @param before what became of the document at the last read */
function check<Item>(
  kind: Pick<DocumentKind<Item, unknown>, 'title' | 'parse' | 'keepsLastGood'>, document: DocumentText, before: DocumentOutcome<Item> | undefined,
): DocumentOutcome<Item> {
  const invalid = (error: string): DocumentOutcome<Item> => ({ document, error, ...(kind.keepsLastGood === true ? { item: before?.item } : {}) });
  if ('unreadable' in document) return invalid(`${kind.title} ${excerpt(document.name)}: ${document.unreadable}`);
  try {
    return { document, item: kind.parse(document.name, document.text) };
  } catch (error) {
    // Not only DocumentError: whatever a document manages to break, it must not take the others with it.
    return invalid(error instanceof Error ? error.message : `${kind.title} ${excerpt(document.name)} is invalid`);
  }
}
