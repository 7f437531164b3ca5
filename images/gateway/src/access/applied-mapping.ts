import type { AccessMapping } from './access-mapping';

/** A mapping that applies to a caller, and why it does. */
export interface AppliedMapping {
  readonly mapping: AccessMapping;
  /** Those of the mapping's principals that the caller is, sorted. */
  readonly because: readonly string[];
}
