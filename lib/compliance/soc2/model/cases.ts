import { condition } from '../../../cloudformation/resolve';
import { OTHER, type Assumptions, type Template } from '../../../cloudformation/template';

/** Cases of one template that are looked at; beyond that, what conditions decide counts as unresolved. */
const MOST_CASES = 64;

/**
 * The cases that the conditions and the listed values of a template's parameters distinguish: it must be compliant in each, since whoever
 * deploys chooses. One, where nothing is left to choose.
 */
export function casesOf(template: Template): readonly Template[] {
  const choices = choicesOf(template);
  return choices.size === 0 ? [template] : combinations(choices).map((assumptions) => under(template, assumptions));
}

/** The template under assumptions, without the resources that its conditions leave out then. */
function under(template: Template, assumptions: Assumptions): Template {
  const { source, raw } = template;
  const probe = template.assuming({ ...source, assumptions });
  const stays = (resource: unknown) => {
    const name = (resource as { Condition?: unknown } | null)?.Condition;
    return typeof name !== 'string' || condition(raw.Conditions?.[name], probe) !== false;
  };
  const resources = Object.fromEntries(Object.entries(raw.Resources ?? {}).filter(([, resource]) => stays(resource)));
  return template.assuming({ ...source, assumptions, identity: template.identity, body: { ...raw, Resources: resources } });
}

/** What each parameter that matters may be. */
function choicesOf(template: Template): ReadonlyMap<string, readonly (string | typeof OTHER)[]> {
  const { raw } = template;
  const compared = new Map<string, Set<string>>();
  collectComparisons(Object.values(raw.Conditions ?? {}), compared);
  const listed = Object.entries(raw.Parameters ?? {})
    .flatMap(([name, { AllowedValues: values }]): [string, string[]][] => Array.isArray(values) ? [[name, values.map(String)]] : []);
  return new Map([
    // The region of a stack, say, may be known.
    ...[...compared].filter(([name]) => typeof template.resolve({ Ref: name }) !== 'string').map(([name, values]): [string, (string | typeof OTHER)[]] => [name, [...values, OTHER]]),
    ...listed,
  ]);
}

/** Which literals the conditions compare which parameters with. */
function collectComparisons(raw: unknown, into: Map<string, Set<string>>): void {
  if (Array.isArray(raw)) { raw.forEach((member) => { collectComparisons(member, into); }); return; }
  if (typeof raw !== 'object' || raw === null) return;
  for (const [key, argument] of Object.entries(raw) as [string, unknown][]) {
    if (key !== 'Fn::Equals' || !Array.isArray(argument)) { collectComparisons(argument, into); continue; }
    const name = argument.map(refName).find((found) => found !== undefined);
    const literal: unknown = argument.find((side) => typeof side !== 'object');
    if (name !== undefined && literal !== undefined) into.set(name, (into.get(name) ?? new Set()).add(String(literal)));
  }
}

function refName(side: unknown): string | undefined {
  return typeof side === 'object' && side !== null && 'Ref' in side && typeof side.Ref === 'string' ? side.Ref : undefined;
}

/** All combinations, of as many parameters as stay within bounds; those with the fewest values first. */
function combinations(choices: ReadonlyMap<string, readonly (string | typeof OTHER)[]>): readonly Assumptions[] {
  let all: Map<string, string | typeof OTHER>[] = [new Map()];
  for (const [name, values] of [...choices].sort(([, one], [, other]) => one.length - other.length)) {
    if (all.length * values.length > MOST_CASES) break;
    all = all.flatMap((assumed) => values.map((value) => new Map(assumed).set(name, value)));
  }
  return all;
}
