import type { OTHER } from '../../../cloudformation/assumptions';
import { condition, conditionNamed } from '../../../cloudformation/resolve';
import type { Template } from '../../../cloudformation/template';

/** Of the values that a parameter may have, one of each kind that the conditions tell apart: of thirty regions, say, two kinds. */
export function alike<Choice extends string | typeof OTHER>(
  values: readonly Choice[], parameter: string, template: Template, conditions: ReadonlySet<string>,
): readonly Choice[] {
  const kinds = new Map<string, Choice>();
  for (const value of values) {
    const probe = template.assuming({ ...template.source, assumptions: new Map([[parameter, value]]) });
    const kind = [...conditions].map((name) => simplified({ Condition: name }, probe)).join('\n');
    if (!kinds.has(kind)) kinds.set(kind, value);
  }
  return [...kinds.values()];
}

/** What is left of a condition with what is known put in: of equal ones, the parameter makes no difference. */
function simplified(raw: unknown, template: Template): string {
  const [name, argument] = Object.entries(raw as object)[0] as [string, unknown] ?? [];
  if (name === 'Condition') {
    const holds = conditionNamed(String(argument), template);
    return holds === undefined ? simplified(template.raw.Conditions?.[String(argument)] ?? {}, template) : String(holds);
  }
  if (Array.isArray(argument) && ['Fn::And', 'Fn::Or', 'Fn::Not'].includes(name)) {
    return `${name}(${argument.map((part: unknown) => simplified(part, template)).join()})`;
  }
  const holds = condition(raw, template);
  return holds === undefined ? JSON.stringify(raw) : String(holds);
}
