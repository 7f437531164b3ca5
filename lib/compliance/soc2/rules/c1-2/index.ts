import type { AnyRule } from '../../nag-rule';
import { LOG_BUCKET_ENDS } from './log-bucket-ends';
import { LOG_GROUP_ENDS } from './log-group-ends';

export const C1_2_RULES: readonly AnyRule[] = [
  LOG_BUCKET_ENDS,
  LOG_GROUP_ENDS,
];
