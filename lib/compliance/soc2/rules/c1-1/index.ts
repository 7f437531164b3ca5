import type { AnyRule } from '../../nag-rule';

export const C1_1_RULES: readonly AnyRule[] = [];
