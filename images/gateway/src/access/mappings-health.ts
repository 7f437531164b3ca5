import type { DocumentsHealth } from '../documents/documents-health';

/** How the mappings are, for /healthz and metrics. Quotes documents: for those who are logged in only. */
export interface MappingsHealth extends Omit<DocumentsHealth, 'count'> {
  /** Mappings that hold; null before the first read. */
  readonly mappings: number | null;
}
