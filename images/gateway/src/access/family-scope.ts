/**
 * A set of task families: some exactly, some namespaces with all below them, or all.
 * Immutable; equal scopes have equal keys, whatever order they were given in.
 */
export class FamilyScope {
  /** No family at all. */
  static readonly NONE = new FamilyScope([]);

  /** Stands for the scope: sorted, deduplicated. Callers with equal keys may be served the same answer. */
  readonly key: string;
  /** Whether it holds every family. */
  readonly isAll: boolean;
  /** Whether it holds none. */
  readonly isNone: boolean;

  private readonly exact: ReadonlySet<string>;
  private readonly prefixes: readonly string[];

  /** @param patterns as in an access mapping: `etl.Job`, `etl.*` or `*` */
  constructor(readonly patterns: readonly string[]) {
    const sorted = [...new Set(patterns)].sort();
    this.isAll = sorted.includes('*');
    this.isNone = sorted.length === 0;
    this.key = this.isAll ? '*' : sorted.join(' ');
    this.exact = new Set(sorted.filter((pattern) => !pattern.endsWith('*')));
    this.prefixes = sorted.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1));
  }

  /** Whether the family is in the scope. `etl.*` holds `etl.Job` and `etl.daily.Job`, not `etl` or `etlx.Job`. */
  includes(family: string): boolean {
    return this.isAll || this.exact.has(family) || this.prefixes.some((prefix) => family.startsWith(prefix));
  }
}
