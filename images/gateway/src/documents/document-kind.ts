/** What a store must know of the documents that it holds. */
export interface DocumentKind<Item, Whole> {
  /** In log events and fields: `mapping`. */
  readonly name: string;
  /** In log events and fields: `mappings`. */
  readonly plural: string;
  /** In messages: `access mapping`. */
  readonly title: string;
  /**
   * Reads one document, which is valid as a whole or not at all.
   * @throws DocumentError
   */
  parse(name: string, text: string): Item;
  /** Puts the valid ones together. */
  assemble(items: readonly Item[]): Whole;
}
