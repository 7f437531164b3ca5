import type { RunGrant } from '../../../../lib/contract/access-mapping';
import type { Access } from './access';
import { canonicalRunGrants } from './access-mapping';
import type { AppliedMapping } from './applied-mapping';
import { FamilyScope, forPatternsHolding } from './family-scope';

/** What some mappings grant together. A value, built once; every question after that costs the same, however many mappings there are. */
export class GrantedAccess implements Access {
  /** What a caller may do whom no mapping names: nothing. */
  static readonly NONE = new GrantedAccess([]);

  readonly applied: readonly AppliedMapping[];
  readonly mappings: readonly string[];
  readonly view: FamilyScope;
  readonly operate: FamilyScope;
  readonly run: readonly RunGrant[];
  /** How much it holds, in patterns and grants: what it costs to keep. */
  readonly weight: number;

  private readonly granters: Readonly<Record<'view' | 'operate', Granters>>;

  /** @param applied mappings with different names, in any order */
  constructor(applied: readonly AppliedMapping[]) {
    this.applied = Object.freeze([...applied].sort((a, b) => (a.mapping.name < b.mapping.name ? -1 : 1)));
    this.mappings = Object.freeze(this.applied.map(({ mapping }) => mapping.name));
    this.view = new FamilyScope(this.applied.flatMap(({ mapping }) => mapping.view));
    this.operate = new FamilyScope(this.applied.flatMap(({ mapping }) => mapping.operate));
    this.run = canonicalRunGrants(this.applied.flatMap(({ mapping }) => mapping.run));
    this.granters = { view: grantersOf('view', this.applied), operate: grantersOf('operate', this.applied) };
    this.weight = 1 + this.mappings.length + this.run.length + this.granters.view.byPattern.size + this.granters.operate.byPattern.size;
    Object.freeze(this);
  }

  grantedBy(action: 'view' | 'operate', family: string): string | undefined {
    const { byPattern, longest } = this.granters[action];
    let first: string | undefined;
    forPatternsHolding(family, longest, (pattern) => {
      const name = byPattern.get(pattern);
      if (name !== undefined && (first === undefined || name < first)) first = name;
    });
    return first;
  }
}

interface Granters {
  /** The first mapping by name that grants the pattern. A Map: families may be called `constructor`. */
  readonly byPattern: ReadonlyMap<string, string>;
  readonly longest: number;
}

function grantersOf(action: 'view' | 'operate', applied: readonly AppliedMapping[]): Granters {
  const byPattern = new Map<string, string>();
  let longest = 0;
  for (const { mapping } of applied) {
    for (const pattern of mapping[action]) {
      if (!byPattern.has(pattern)) byPattern.set(pattern, mapping.name);
      longest = Math.max(longest, pattern.length);
    }
  }
  return { byPattern, longest };
}
