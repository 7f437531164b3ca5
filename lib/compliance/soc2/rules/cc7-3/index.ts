import type { AnyRule } from '../../nag-rule';

export const CC7_3_RULES: readonly AnyRule[] = [];
