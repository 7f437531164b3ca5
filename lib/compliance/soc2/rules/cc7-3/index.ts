import type { AnyRule } from '../../nag-rule';
import { LOG_BUCKET_KEPT } from './log-bucket-kept';
import { LOG_GROUP_ENCRYPTED } from './log-group-encrypted';
import { LOG_GROUP_KEPT } from './log-group-kept';
import { NAG_RULES } from './nag';
import { TRAIL_REACHES_LOGS } from './trail-reaches-logs';

export const CC7_3_RULES: readonly AnyRule[] = [
  ...NAG_RULES,
  LOG_BUCKET_KEPT,
  LOG_GROUP_ENCRYPTED,
  LOG_GROUP_KEPT,
  TRAIL_REACHES_LOGS,
];
