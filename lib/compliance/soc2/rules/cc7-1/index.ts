import type { AnyRule } from '../../nag-rule';
import { CONFIG_RECORDS_ALL } from './config-records-all';
import { GUARD_DUTY_ENABLED } from './guard-duty-enabled';

export const CC7_1_RULES: readonly AnyRule[] = [
  CONFIG_RECORDS_ALL,
  GUARD_DUTY_ENABLED,
];
