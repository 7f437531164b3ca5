import { conditionNamed } from '../../../cloudformation/resolve';
import { OTHER, type Assumptions, type Template } from '../../../cloudformation/template';
import { alike } from './alike';
import { relevantTo, type Relevant } from './relevant';

/** Cases of one template that are looked at; beyond that, what conditions decide counts as unresolved. */
const MOST_CASES = 64;

type Choice = string | typeof OTHER;

/**
 * The cases that the conditions, the keys of mappings and the listed values of a template's parameters distinguish: it must be compliant in
 * each, since whoever deploys chooses. One, where nothing is left to choose.
 */
export function casesOf(template: Template): readonly Template[] {
  const relevant = relevantTo(template.raw);
  const cases = combinations(choicesOf(template, relevant)).map((assumptions) => under(template, assumptions, new Map()));
  return splitByConditions(cases, relevant).map((one) => one === template ? one : withoutWhatIsNotMade(one));
}

function under(template: Template, assumptions: Assumptions, conditions: ReadonlyMap<string, boolean>): Template {
  if (assumptions.size === 0 && conditions.size === 0) return template;
  const { source, identity } = template;
  return template.assuming({ ...source, assumptions, conditions, identity });
}

/** Conditions that no parameter decides, such as those that compare imported values, may hold or not. */
function splitByConditions(cases: readonly Template[], { conditions }: Relevant): readonly Template[] {
  let all = cases;
  for (const name of conditions) {
    const split = all.flatMap((one) => {
      if (conditionNamed(name, one) !== undefined) return [one];
      const { assumptions = new Map(), conditions: taken = new Map() } = one.source;
      return [true, false].map((holds) => under(one, assumptions, new Map([...taken, [name, holds]])));
    });
    if (split.length <= MOST_CASES) all = split;
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

/** All combinations, of as many parameters as stay within bounds; those with the fewest values first. */
function combinations(choices: ReadonlyMap<string, readonly Choice[]>): readonly Assumptions[] {
  let all: Map<string, Choice>[] = [new Map()];
  const sorted = [...choices].sort(([name, values], [other, otherValues]) => values.length - otherValues.length || (name < other ? -1 : 1));
  for (const [name, values] of sorted) {
    if (all.length * values.length > MOST_CASES) break;
    all = all.flatMap((assumed) => values.map((value) => new Map(assumed).set(name, value)));
  }
  return all;
}
