import type { AnyRule } from '../../nag-rule';

export const CC6_8_RULES: readonly AnyRule[] = [];
