import type { AnyRule } from '../../nag-rule';

export const CC7_2_RULES: readonly AnyRule[] = [];
