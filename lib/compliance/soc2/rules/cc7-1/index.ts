import type { AnyRule } from '../../nag-rule';

export const CC7_1_RULES: readonly AnyRule[] = [];
