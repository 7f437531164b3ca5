import type { AnyRule } from '../../nag-rule';

export const C1_2_RULES: readonly AnyRule[] = [];
