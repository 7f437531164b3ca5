/** What is wrong with one document. */
export interface DocumentFault {
  /** Where in the document, as a JSON pointer; empty for the document as a whole. */
  readonly path: string;
  /** What was found there, made safe by `excerpt`. */
  readonly got: string;
  readonly expected: string;
  readonly mend: string;
}

/**
 * A document is invalid: as if it were not there. For operators: it stands in their log and in /healthz, and quotes the document.
 */
export class DocumentError extends Error {
  /**
   * @param title what kind of document it is, such as `access mapping`
   * @param document its name, as its source gives it
   */
  constructor(title: string, readonly document: string, readonly fault: DocumentFault) {
    const where = fault.path === '' ? '' : ` at ${printable(fault.path)}`;
    super(`${title} ${excerpt(document)}${where}: got ${fault.got}, expected ${fault.expected}; ${fault.mend}`);
    this.name = new.target.name;
  }
}

const EXCERPT_LENGTH = 80;

/** A value as a short piece of JSON in printable ASCII: nothing in it can forge a line of a log or reorder what is read. */
export function excerpt(value: unknown): string {
  const text = printable(JSON.stringify(value) ?? 'nothing');
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH)}... (cut)`;
}

/** Text in printable ASCII; everything else is escaped as in JSON. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
