/** What a store must know of the documents that it holds. */
export interface DocumentKind<Item, Whole> {
  /** In log events and fields: `mapping`. */
  readonly name: string;
  /** In log events and fields: `mappings`. */
  readonly plural: string;
  /** In messages: `access mapping`. */
  readonly title: string;
  /**
   * Whether a document that has become invalid goes on saying what it said when it was last valid. One that never was since the start
   * then makes the whole unavailable: nobody knows what it says. For documents that take away, where leaving one out would give.
   * @default false: it is as if it were not there
   */
  readonly keepsLastGood?: boolean;
  /**
   * Reads one document, which is valid as a whole or not at all.
   * @throws DocumentError
   */
  parse(name: string, text: string): Item;
  /** Puts the valid ones together. */
  assemble(items: readonly Item[]): Whole;
}
