import type { AnyRule } from '../../nag-rule';

export const CC6_3_RULES: readonly AnyRule[] = [];
