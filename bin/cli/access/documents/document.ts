import { DocumentError, type DocumentFault } from '../../../../images/gateway/src/documents/document-error';
import type { DocumentText } from '../../../../images/gateway/src/documents/document-source';

/** One document, as the gateway would take it. */
export interface ReadDocument<T> {
  readonly name: string;
  /** File or parameter, as people find it. */
  readonly where: string;
  /** @default - it can not be read */
  readonly text?: string;
  /** @default - it is invalid: `fault` says why */
  readonly value?: T;
  /** @default - it is valid */
  readonly fault?: DocumentFault;
}

/** Reads a document by the gateway's own parser. */
export function readDocument<T>(document: DocumentText, where: string, parse: (name: string, text: string) => T): ReadDocument<T> {
  const { name } = document;
  if ('unreadable' in document) return { name, where, fault: unreadableFault(document.unreadable) };
  const { text } = document;
  try {
    return { name, where, text, value: parse(name, text) };
  } catch (error) {
    if (error instanceof DocumentError) return { name, where, text, fault: error.fault };
    throw error;
  }
}

/** Sources say in one sentence why a document can't be read; here it stands in parts, as what parsers say. */
function unreadableFault(sentence: string): DocumentFault {
  const [, got, expected, mend] = /got (.*?), expected (.*?); (.*)$/.exec(sentence) ?? [];
  if (got === undefined || expected === undefined || mend === undefined) return { path: '', got: sentence, expected: 'a document that can be read', mend: 'see to the source' };
  return { path: '', got, expected, mend };
}
