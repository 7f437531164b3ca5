import { OTHER, type Assumptions } from '../../../cloudformation/assumptions';
import { conditionNamed } from '../../../cloudformation/resolve';
import type { Template } from '../../../cloudformation/template';
import { alike } from './alike';
import { relevantTo, type Relevant } from './relevant';

/** Cases of one template that are looked at; beyond that, what conditions decide counts as unresolved. */
const MOST_CASES = 64;

/** So many at most for what a resource does not name itself, where there are more than can be looked at together. */
const MOST_BESIDES = 16;

type Choice = string | typeof OTHER;

/**
 * The cases that the conditions, the keys of mappings and the listed values of a template's parameters distinguish: it must be compliant in
 * each, since whoever deploys chooses. One, where nothing is left to choose.
 * @param first what is told apart first, should there be more than can be looked at
 */
export function casesOf(template: Template, first: Focus = NOTHING): readonly Template[] {
  const relevant = relevantTo(template.raw);
  const cases = combinations(choicesOf(template, relevant), first).map((assumptions) => under(template, assumptions, new Map()));
  return splitByConditions(cases, relevant, first).map((one) => one === template ? one : withoutWhatIsNotMade(one));
}

/** What is told apart before anything else. */
export interface Focus {
  /** The same for the same choices; '' where there is nothing to choose. */
  readonly key: string;
  readonly parameters: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
}

const NOTHING: Focus = { key: '', parameters: new Set(), conditions: new Set() };

/** What decides something about one resource. */
export function focusOn({ raw }: Template, logicalId: string): Focus {
  const resource = raw.Resources?.[logicalId];
  if (resource === undefined) return NOTHING;
  const { compared, contained, lookups, conditions } = relevantTo({ ...raw, Resources: { [logicalId]: resource }, Outputs: {} });
  const parameters = new Set([...compared.keys(), ...contained, ...lookups.keys()].filter((name) => name in (raw.Parameters ?? {}) || name.startsWith('AWS::')));
  return { key: [...parameters, ...conditions].sort().join(), parameters, conditions };
}

/** Whether the cases of a template leave open what decides something about its resources. */
export function areOpen(template: Template, cases: readonly Template[]): boolean {
  const relevant = relevantTo(template.raw);
  const names = [...choicesOf(template, relevant).keys()];
  return cases.some((one) => names.some((name) => one.source.assumptions?.has(name) !== true)
    || [...relevant.conditions].some((name) => conditionNamed(name, one) === undefined));
}

function under(template: Template, assumptions: Assumptions, conditions: ReadonlyMap<string, boolean>): Template {
  if (assumptions.size === 0 && conditions.size === 0) return template;
  const { source, identity } = template;
  return template.assuming({ ...source, assumptions, conditions, identity });
}

/** Conditions that no parameter decides, such as those that compare imported values, may hold or not. */
function splitByConditions(cases: readonly Template[], { conditions }: Relevant, first: Focus): readonly Template[] {
  let all = cases;
  for (const name of [...conditions].sort((one, other) => Number(first.conditions.has(other)) - Number(first.conditions.has(one)))) {
    const split = all.flatMap((one) => {
      if (conditionNamed(name, one) !== undefined) return [one];
      const { assumptions = new Map(), conditions: taken = new Map() } = one.source;
      return [true, false].map((holds) => under(one, assumptions, new Map([...taken, [name, holds]])));
    });
    if (split.length <= most(first, first.conditions.has(name))) all = split;
  }
  return all;
}

/** The template without the resources that its conditions leave out. */
function withoutWhatIsNotMade(template: Template): Template {
  const { source, raw } = template;
  const resources = Object.entries(raw.Resources ?? {}).filter(([, resource]) => {
    const name = (resource as { readonly Condition?: unknown } | null)?.Condition;
    return typeof name !== 'string' || conditionNamed(name, template) !== false;
  });
  return template.assuming({ ...source, body: { ...raw, Resources: Object.fromEntries(resources) } });
}

/** What each parameter that matters may be. */
function choicesOf(template: Template, relevant: Relevant): ReadonlyMap<string, readonly Choice[]> {
  const { compared, contained, lookups } = relevant;
  const choices = new Map<string, readonly Choice[]>();
  for (const name of new Set([...compared.keys(), ...contained, ...lookups.keys()])) {
    // The region of a stack, say, may be known.
    if (typeof template.resolve({ Ref: name }) === 'string') continue;
    const listed = template.raw.Parameters?.[name]?.AllowedValues;
    const keys = lookups.get(name);
    const values: readonly Choice[] = Array.isArray(listed) ? listed.map(String)
      // In others it could not be deployed.
      : keys !== undefined && keys.length > 0 ? keys
        : compared.has(name) ? [OTHER, ...compared.get(name) ?? []] : [];
    const isPlain = !lookups.has(name) && (!contained.has(name) || name.startsWith('AWS::'));
    const kept = isPlain ? alike(values, name, template, relevant.conditions) : values;
    if (kept.length > 0) choices.set(name, kept);
  }
  return choices;
}

function most({ key }: Focus, isFirst: boolean): number {
  return key === '' || isFirst ? MOST_CASES : MOST_BESIDES;
}

/** All combinations, of as many parameters as stay within bounds; those with the fewest values first. */
function combinations(choices: ReadonlyMap<string, readonly Choice[]>, first: Focus): readonly Assumptions[] {
  let all: Map<string, Choice>[] = [new Map()];
  const sorted = [...choices].sort(([name, values], [other, otherValues]) => Number(first.parameters.has(other)) - Number(first.parameters.has(name))
    || values.length - otherValues.length || (name < other ? -1 : 1));
  for (const [name, values] of sorted) {
    if (all.length * values.length > most(first, first.parameters.has(name))) break;
    all = all.flatMap((assumed) => values.map((value) => new Map(assumed).set(name, value)));
  }
  return all;
}
