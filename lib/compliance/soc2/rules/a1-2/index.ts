import type { AnyRule } from '../../nag-rule';

export const A1_2_RULES: readonly AnyRule[] = [];
