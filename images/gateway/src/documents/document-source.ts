/** A document as it lies in the source, not looked into yet. */
export type DocumentText = ReadableDocument | UnreadableDocument;

/** A document that could be read. */
export interface ReadableDocument {
  /** Name of the document: not checked yet. */
  readonly name: string;
  readonly text: string;
}

/** A document that is there, but holds no text that could be one: invalid by itself, no fault of the source. */
export interface UnreadableDocument {
  readonly name: string;
  /** What was got, expected, and how to mend it. */
  readonly unreadable: string;
}

/** Where documents lie: access mappings, or jobs. */
export interface DocumentSource {
  /** For people: `directory:/etc/luigi/access`, `ssm:/luigi/etl/access`. */
  readonly address: string;
  /**
   * All documents of one moment: all or none, never a part. Ends within a bounded time where the source can see to that.
   * @throws DocumentSourceError
   */
  read(): Promise<readonly DocumentText[]>;
}

/** A source could not be read: no statement about any document. The message holds no inner detail; the cause does. */
export class DocumentSourceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Documents that a source may hold: what is above is a mistake, or takes longer to read than documents may be old. */
export const MAX_DOCUMENTS = 5000;
