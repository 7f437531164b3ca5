import type { AnyRule } from '../nag-rule';
import { A1_2_RULES } from './a1-2';
import { C1_1_RULES } from './c1-1';
import { C1_2_RULES } from './c1-2';
import { CC6_1_RULES } from './cc6-1';
import { CC6_2_RULES } from './cc6-2';
import { CC6_3_RULES } from './cc6-3';
import { CC6_6_RULES } from './cc6-6';
import { CC6_7_RULES } from './cc6-7';
import { CC6_8_RULES } from './cc6-8';
import { CC7_1_RULES } from './cc7-1';
import { CC7_2_RULES } from './cc7-2';
import { CC7_3_RULES } from './cc7-3';
import { CC7_4_RULES } from './cc7-4';
import { CC8_1_RULES } from './cc8-1';

/** Every rule, cdk-nag's and our own, in the folder of its criterion. */
export const RULES: readonly AnyRule[] = [
  ...CC6_1_RULES,
  ...CC6_2_RULES,
  ...CC6_3_RULES,
  ...CC6_6_RULES,
  ...CC6_7_RULES,
  ...CC6_8_RULES,
  ...CC7_1_RULES,
  ...CC7_2_RULES,
  ...CC7_3_RULES,
  ...CC7_4_RULES,
  ...CC8_1_RULES,
  ...A1_2_RULES,
  ...C1_1_RULES,
  ...C1_2_RULES,
];
