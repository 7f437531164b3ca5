import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { Access } from './access';
import type { AppliedMapping } from './applied-mapping';

/** What a caller may do, as plain JSON for /whoami. A member that grants nothing is an empty list. */
export interface AccessDescription {
  readonly view: readonly string[];
  readonly operate: readonly string[];
  readonly run: readonly RunGrant[];
  /** The same by mapping, sorted by name. */
  readonly mappings: readonly MappingDescription[];
}

/** What one mapping gives a caller, and by which of their principals. */
export interface MappingDescription {
  readonly name: string;
  readonly description?: string;
  /** The caller's own principals that the mapping names. Its other principals are none of their business. */
  readonly because: readonly string[];
  readonly view: readonly string[];
  readonly operate: readonly string[];
  readonly run: readonly RunGrant[];
}

/** Tells a caller what they may do, and by which mappings. */
export function describeAccess(access: Access): AccessDescription {
  return {
    view: access.view.patterns,
    operate: access.operate.patterns,
    run: access.run,
    mappings: access.applied.map(describeMapping),
  };
}

function describeMapping({ mapping, because }: AppliedMapping): MappingDescription {
  const { name, description, view, operate, run } = mapping;
  return { name, ...(description === undefined ? {} : { description }), because, view, operate, run };
}
