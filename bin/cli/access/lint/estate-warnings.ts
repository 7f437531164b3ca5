import { forPatternsHolding } from '../../../../images/gateway/src/access/family-scope';
import { canonicalJson } from '../../../../images/gateway/src/json/canonical-json';
import { many } from '../../report/lines';
import type { LintFinding } from './finding';
import { whatItRuns, type PlacedMapping } from './mapping-warnings';

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
  const byPrincipal = new Map<string, PlacedMapping[]>();
  for (const placed of mappings) {
    for (const principal of placed.mapping.principals) listAt(byPrincipal, principal).push(placed);
  }
  const twice = new Map<string, { readonly given: Twice; readonly principals: string[] }>();
  for (const [principal, holders] of byPrincipal) {
    for (const given of holders.length < 2 ? [] : [...familiesTwice('view', holders), ...familiesTwice('operate', holders), ...runsTwice(holders)]) {
      const key = JSON.stringify([given.placed.where, given.other.where, given.path, given.what]);
      const known = twice.get(key) ?? { given, principals: [] };
      twice.set(key, known);
      known.principals.push(principal);
    }
  }
  return [...twice.values()].map(({ given: { placed, other, path, what }, principals: [principal = '', ...others] }) => ({
    rule: 'duplicate-grant', where: placed.where, path,
    got: `${what} for ${JSON.stringify(principal)}${others.length === 0 ? '' : ` and ${many(others.length, 'other principal')}`}, which mapping ${other.mapping.name} gives too`,
    expected: 'each grant by one mapping', mend: 'remove it from one of the two: whoever takes it away in one place only has taken nothing away',
  }));
}

/** A grant of one mapping that another gives too, or a wider one. */
interface Twice {
  readonly placed: PlacedMapping;
  readonly other: PlacedMapping;
  readonly path: string;
  readonly what: string;
}

/** Costs as much as there are patterns, not as much as there are pairs of mappings. */
function familiesTwice(action: 'view' | 'operate', holders: readonly PlacedMapping[]): readonly Twice[] {
  const byPattern = new Map<string, PlacedMapping[]>();
  for (const placed of holders) {
    for (const pattern of placed.mapping[action]) listAt(byPattern, pattern).push(placed);
  }
  return holders.flatMap((placed) => placed.mapping[action].flatMap((pattern): readonly Twice[] => {
    let other: PlacedMapping | undefined;
    forPatternsHolding(pattern, pattern.length + 1, (candidate) => {
      const [first, second] = byPattern.get(candidate) ?? [];
      // Of two that give the very same, the later is told of; of a wider and a narrower, the narrower.
      if (candidate === pattern) other ??= first === placed ? undefined : first;
      else other ??= first === placed ? second : first;
    });
    return other === undefined ? [] : [{ placed, other, path: `/grants/${action}`, what: `${action} ${JSON.stringify(pattern)}` }];
  }));
}

function runsTwice(holders: readonly PlacedMapping[]): readonly Twice[] {
  const first = new Map<string, PlacedMapping>();
  return holders.flatMap((placed) => placed.mapping.run.flatMap((grant): readonly Twice[] => {
    const key = canonicalJson(grant);
    const other = first.get(key);
    if (other === undefined) first.set(key, placed);
    return other === undefined ? [] : [{ placed, other, path: '/grants/run', what: `run ${whatItRuns(grant)}` }];
  }));
}

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
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
