import { accessMappingOf, type AccessMapping } from '../../../images/gateway/src/access/access-mapping';
import type { DocumentText, DocumentSource } from '../../../images/gateway/src/documents/document-source';
import type { AccessGrants, AccessMappingDocument } from '../../../lib/contract/access-mapping';

/** A valid document; say only what matters to the test. */
export function aDocument(over: Partial<AccessMappingDocument> = {}): AccessMappingDocument {
  return { version: 1, principals: ['group:analysts'], grants: { view: ['etl.*'] }, ...over };
}

/** A mapping as the gateway holds it. */
export function aMapping(name: string, principals: string[], grants: AccessGrants): AccessMapping {
  return accessMappingOf(name, aDocument({ principals, grants }));
}

/** A document as a source gives it. */
export function aText(name: string, over: Partial<AccessMappingDocument> = {}): DocumentText {
  return { name, text: JSON.stringify(aDocument(over)) };
}

/** A source that gives what it is told to: documents, a failure, or nothing until it is let go. */
export class FakeSource implements DocumentSource {
  readonly address = 'fake:mappings';
  reads = 0;
  readsAtOnce = 0;
  private held: Promise<void> | undefined;

  constructor(public content: readonly DocumentText[] | Error) {}

  /** Makes every read wait until the function that is returned is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => { release = resolve; });
    return () => { this.held = undefined; release(); };
  }

  async read(): Promise<readonly DocumentText[]> {
    this.reads += 1;
    this.readsAtOnce += 1;
    const { content } = this;
    await this.held;
    this.readsAtOnce -= 1;
    if (content instanceof Error) throw content;
    return content;
  }
}
