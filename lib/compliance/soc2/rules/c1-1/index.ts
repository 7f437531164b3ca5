import type { AnyRule } from '../../nag-rule';
import { BUCKET_VERSIONED } from './bucket-versioned';
import { PARAMETER_HOLDS_NO_SECRET } from './parameter-holds-no-secret';
import { WEB_ACL_LOG_REDACTS } from './web-acl-log-redacts';

export const C1_1_RULES: readonly AnyRule[] = [
  BUCKET_VERSIONED,
  PARAMETER_HOLDS_NO_SECRET,
  WEB_ACL_LOG_REDACTS,
];
