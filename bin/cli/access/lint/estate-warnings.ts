import { canonicalJson } from '../../../../images/gateway/src/canonical-json';
import { many } from '../../report/lines';
import type { LintFinding } from './finding';
import { whatItRuns, widerThan, type PlacedMapping } from './mapping-warnings';

type Said = Omit<LintFinding, 'severity'>;

/** What somebody should look at that several mappings make together. */
export function estateWarnings(mappings: readonly PlacedMapping[]): readonly LintFinding[] {
  return [...grantedTwice(mappings), ...principalsAlike(mappings)].map((said) => ({ severity: 'warning', ...said }));
}

/** Names that differ by upper and lower case only: people take them for one, and some disks do. */
export function namesAlike(documents: readonly { readonly name: string; readonly where: string }[]): readonly LintFinding[] {
  return alike(documents, ({ name }) => name).map(({ one, other }) => ({
    severity: 'warning', rule: 'doubled-name', where: other.where, path: '', got: `the names ${JSON.stringify(one.name)} and ${JSON.stringify(other.name)}`,
    expected: 'names that differ by more than upper and lower case', mend: 'rename one of the two',
  }));
}

/** The same grant to the same principals by two mappings: who takes it away from one has taken nothing away. */
function grantedTwice(mappings: readonly PlacedMapping[]): readonly Said[] {
  const holders = new Map<string, PlacedMapping[]>();
  for (const placed of mappings) {
    for (const principal of placed.mapping.principals) holders.set(principal, [...holders.get(principal) ?? [], placed]);
  }
  const pairs = new Map<PlacedMapping, Map<PlacedMapping, string[]>>();
  for (const [principal, all] of holders) {
    for (const [index, later] of all.entries()) {
      for (const earlier of all.slice(0, index)) {
        const ofLater = pairs.get(later) ?? new Map<PlacedMapping, string[]>();
        pairs.set(later, ofLater.set(earlier, [...ofLater.get(earlier) ?? [], principal]));
      }
    }
  }
  return [...pairs].flatMap(([later, ofLater]) => [...ofLater].flatMap(([earlier, [principal = '', ...others]]): readonly Said[] => {
    const same = sameGrant(earlier, later);
    if (same === undefined) return [];
    const whom = `${JSON.stringify(principal)}${others.length === 0 ? '' : ` and ${many(others.length, 'other principal')}`}`;
    return [{
      rule: 'duplicate-grant', where: later.where, path: same.path, got: `${same.what} for ${whom}, which mapping ${earlier.mapping.name} gives too`,
      expected: 'each grant by one mapping', mend: 'remove it from one of the two: whoever takes it away in one place only has taken nothing away',
    }];
  }));
}

function sameGrant(
  { mapping: earlier }: PlacedMapping, { mapping: later }: PlacedMapping,
): { readonly path: string; readonly what: string } | undefined {
  for (const action of ['view', 'operate'] as const) {
    const pattern = later[action].find((each) => earlier[action].includes(each) || widerThan(each, earlier[action]) !== undefined)
      ?? earlier[action].find((each) => widerThan(each, later[action]) !== undefined);
    if (pattern !== undefined) return { path: `/grants/${action}`, what: `${action} ${JSON.stringify(pattern)}` };
  }
  const known = new Set(earlier.run.map(canonicalJson));
  const grant = later.run.find((each) => known.has(canonicalJson(each)));
  return grant === undefined ? undefined : { path: '/grants/run', what: `run ${whatItRuns(grant)}` };
}

/** Principals are compared letter by letter: `group:Analysts` is not `group:analysts`. */
function principalsAlike(mappings: readonly PlacedMapping[]): readonly Said[] {
  const first = new Map<string, { readonly principal: string; readonly where: string }>();
  for (const { where, mapping } of mappings) {
    for (const principal of mapping.principals) if (!first.has(principal)) first.set(principal, { principal, where });
  }
  return alike([...first.values()], ({ principal }) => principal).map(({ one, other }) => ({
    rule: 'principals-alike', where: other.where, path: '/principals', got: `${JSON.stringify(other.principal)} here and ${JSON.stringify(one.principal)} in ${one.where}`,
    expected: 'one way of writing each principal, the one that the provider sends', mend: 'write both as /whoami shows it: every letter counts, so one of the two is nobody, or somebody else',
  }));
}

/** Those that look like one that came before, with it. */
function alike<T>(all: readonly T[], text: (one: T) => string): readonly { readonly one: T; readonly other: T }[] {
  const before = new Map<string, T>();
  const found: { readonly one: T; readonly other: T }[] = [];
  for (const other of all) {
    const key = text(other).normalize('NFKC').toLowerCase();
    const one = before.get(key);
    if (one === undefined) before.set(key, other);
    else found.push({ one, other });
  }
  return found;
}
