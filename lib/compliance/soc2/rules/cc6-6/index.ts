import type { AnyRule } from '../../nag-rule';
import { NAG_RULES } from './nag';

export const CC6_6_RULES: readonly AnyRule[] = [
  ...NAG_RULES,
];
