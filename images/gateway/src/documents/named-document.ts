import type { DocumentSource, DocumentText } from './document-source';

/**
 * One document of a source, by its name: it, or none. Others in its place are not read, but told of: whoever mistyped the name
 * takes theirs for the one that holds.
 */
export class NamedDocument implements DocumentSource {
  readonly address: string;
  private strangers: readonly string[] = [];

  constructor(private readonly source: DocumentSource, private readonly name: string) {
    this.address = source.address;
  }

  /** Names of what else lay there when it was last read with success, as the source gives them, sorted. */
  get others(): readonly string[] {
    return this.strangers;
  }

  async read(): Promise<readonly DocumentText[]> {
    const all = await this.source.read();
    this.strangers = all.map(({ name }) => name).filter((name) => name !== this.name).sort();
    return all.filter(({ name }) => name === this.name);
  }
}
