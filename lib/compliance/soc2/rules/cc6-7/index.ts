import type { AnyRule } from '../../nag-rule';

export const CC6_7_RULES: readonly AnyRule[] = [];
