/** A document as it lies in the source, not looked into yet. */
export type MappingDocumentText = ReadableMapping | UnreadableMapping;

/** A document that could be read. */
export interface ReadableMapping {
  /** Name of the mapping: not checked yet. */
  readonly name: string;
  readonly text: string;
}

/** A document that is there, but holds no text that could be a mapping: invalid by itself, no fault of the source. */
export interface UnreadableMapping {
  readonly name: string;
  /** What was got, expected, and how to mend it. */
  readonly unreadable: string;
}

/** Where access mappings lie. */
export interface MappingSource {
  /** For people: `directory:/etc/luigi/access`, `ssm:/luigi/etl/access`. */
  readonly address: string;
  /**
   * All documents of one moment: all or none, never a part. Ends within a bounded time where the source can see to that.
   * @throws MappingSourceError
   */
  read(): Promise<readonly MappingDocumentText[]>;
}

/** A source could not be read: no statement about any mapping. The message holds no inner detail; the cause does. */
export class MappingSourceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Documents that a source may hold: what is above is a mistake, or takes longer to read than mappings may be old. */
export const MAX_MAPPINGS = 5000;
