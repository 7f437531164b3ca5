import type { AnyRule } from '../../nag-rule';

export const CC8_1_RULES: readonly AnyRule[] = [];
