import type { AnyRule } from '../../nag-rule';

export const CC6_2_RULES: readonly AnyRule[] = [];
