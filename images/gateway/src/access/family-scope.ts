/** What a pattern must look like. The document's schema asks for more; this keeps keys injective whatever it says. */
const PATTERN = /^(?:\*|[^\s*.]+(?:\.[^\s*.]+)*(?:\.\*)?)$/u;

/**
 * The first answer for a pattern that holds the family, asked from the widest to the narrowest: for `etl.daily.Job`
 * these are `*`, `etl.*`, `etl.daily.*` and `etl.daily.Job`. Their number depends on the family, never on how many patterns there are.
 *
 * @param family as luigid gives it; `*` stands for all families
 * @param longest length of the longest pattern that can give an answer: bounds the work for a hostile name
 */
export function forPatternsHolding(family: string, longest: number, visit: (pattern: string) => void): void {
  visit('*');
  for (let dot = family.indexOf('.'); dot >= 0 && dot + 2 <= longest; dot = family.indexOf('.', dot + 1)) {
    if (dot + 1 < family.length) visit(`${family.slice(0, dot)}.*`);
  }
  if (family.length <= longest) visit(family);
}

/**
 * A set of task families: some exactly, some namespaces with all below them, or all.
 * Immutable. Equal scopes have equal keys, whatever order and with whatever redundancy they were given in,
 * and different scopes have different keys.
 */
export class FamilyScope {
  /** No family at all. */
  static readonly NONE = new FamilyScope([]);

  /** Every family. */
  static readonly ALL = new FamilyScope(['*']);

  /** Stands for the scope. Callers with equal keys may be served the same answer. */
  readonly key: string;
  /** The fewest patterns that say the same, sorted. */
  readonly patterns: readonly string[];
  /** Whether it holds every family. */
  readonly isAll: boolean;
  /** Whether it holds none. */
  readonly isNone: boolean;

  private readonly known: ReadonlySet<string>;
  private readonly longest: number;

  /**
   * @param patterns as in an access mapping: `etl.Job`, `etl.*` or `*`
   * @throws RangeError for anything else
   */
  constructor(patterns: readonly string[]) {
    const malformed = patterns.find((pattern) => !PATTERN.test(pattern));
    if (malformed !== undefined) {
      throw new RangeError(`got the family pattern ${JSON.stringify(malformed)}, expected a family (etl.Job), a namespace (etl.*) or *`);
    }
    const given = new Set(patterns);
    this.isAll = given.has('*');
    this.isNone = given.size === 0;
    this.patterns = this.isAll ? ['*'] : [...given].filter((pattern) => !isWithinAnother(pattern, given)).sort();
    this.key = this.patterns.join(' ');
    this.known = new Set(this.patterns);
    this.longest = this.patterns.reduce((longest, pattern) => Math.max(longest, pattern.length), 0);
    Object.freeze(this.patterns);
    Object.freeze(this);
  }

  /**
   * Whether the family is in the scope. `etl.*` holds `etl.Job` and `etl.daily.Job`, not `etl` or `etlx.Job`.
   * `*` asks for all families.
   */
  includes(family: string): boolean {
    if (this.isAll || this.isNone) return this.isAll;
    let held = false;
    forPatternsHolding(family, this.longest, (pattern) => { held ||= this.known.has(pattern); });
    return held;
  }
}

function isWithinAnother(pattern: string, given: ReadonlySet<string>): boolean {
  let within = false;
  forPatternsHolding(pattern, pattern.length + 1, (wider) => { within ||= wider !== pattern && given.has(wider); });
  return within;
}
