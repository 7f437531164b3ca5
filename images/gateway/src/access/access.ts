import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { AppliedMapping } from './applied-mapping';
import type { FamilyScope } from './family-scope';

/** Everything that one caller may do, by the mappings of one moment. A value: it never changes. */
export interface Access {
  /** Names of the mappings that apply to the caller, sorted. */
  readonly mappings: readonly string[];
  readonly view: FamilyScope;
  readonly operate: FamilyScope;
  readonly run: readonly RunGrant[];
  /** The mappings that apply, with what each of them grants, sorted by name: for /whoami. */
  readonly applied: readonly AppliedMapping[];
  /**
   * The mapping by which the caller may view or operate the family, or undefined where none does.
   * The first by name, where several do. `*` asks for leave on everything.
   */
  grantedBy(action: 'view' | 'operate', family: string): string | undefined;
}

/** Answers what callers may do, from the last good mappings. */
export interface AccessPolicy {
  /**
   * @param principals of a verified caller
   * @throws Problem 503 `mappings-unavailable` where no mappings were ever loaded or the last good ones are too old
   */
  accessOf(principals: readonly string[]): Access;
}
