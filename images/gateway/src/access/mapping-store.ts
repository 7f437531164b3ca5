import { DocumentStore, type DocumentStoreProps } from '../documents/document-store';
import type { Access, AccessPolicy } from './access';
import { AccessMap } from './access-map';
import type { MappingsHealth } from './mappings-health';
import { parseMapping } from './parse-mapping';

/** The mappings, read again and again. An invalid one grants nothing; without good ones that are young enough, nobody is let in. */
export class MappingStore implements AccessPolicy {
  private readonly documents;

  constructor(props: DocumentStoreProps) {
    this.documents = new DocumentStore({
      name: 'mapping', plural: 'mappings', title: 'access mapping', parse: parseMapping, assemble: (mappings) => new AccessMap(mappings),
    }, props);
  }

  /** Reads for the first time, and again from then on until `close`. Never rejects: without mappings, callers get 503. */
  start(): Promise<void> {
    return this.documents.start();
  }

  /** Reads now. Callers at the same time share one read. Never rejects. */
  refresh(): Promise<void> {
    return this.documents.refresh();
  }

  accessOf(principals: readonly string[]): Access {
    return this.documents.whole.accessOf(principals);
  }

  get health(): MappingsHealth {
    const { count, ...health } = this.documents.health;
    return { ...health, mappings: count };
  }

  /** Reads no more. What a read brings that is under way is not used. */
  close(): void {
    this.documents.close();
  }
}
