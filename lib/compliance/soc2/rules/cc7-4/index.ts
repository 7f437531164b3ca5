import type { AnyRule } from '../../nag-rule';

export const CC7_4_RULES: readonly AnyRule[] = [];
