import type { AnyRule } from './nag-rule';
import type { RuleDescription } from './rule';
import { RULES } from './rules';

/** What the ids begin with. */
export const PACK_NAME = 'Soc2';

/** As findings and acknowledgements name it: `Soc2-CC6.1-…`. */
export function ruleId({ criterion, name }: RuleDescription): string {
  return `${PACK_NAME}-${criterion}-${name}`;
}

/** Every rule of the pack, sorted by id. */
export const CATALOGUE: readonly AnyRule[] = [...RULES].sort((one, other) => ruleId(one) < ruleId(other) ? -1 : 1);
