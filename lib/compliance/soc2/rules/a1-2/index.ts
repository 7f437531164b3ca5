import type { AnyRule } from '../../nag-rule';
import { BACKUP_PLAN_KEEPS } from './backup-plan-keeps';
import { DATABASE_BACKUPS_KEPT } from './database-backups-kept';
import { DATABASE_DELETION_PROTECTED } from './database-deletion-protected';
import { FILE_SYSTEM_BACKED_UP } from './file-system-backed-up';
import { HEALTH_CHECKED } from './health-checked';
import { LOAD_BALANCER_DELETION_PROTECTED } from './load-balancer-deletion-protected';
import { SCHEDULE_FAILURES_KEPT } from './schedule-failures-kept';
import { TABLE_RECOVERABLE } from './table-recoverable';
import { TWO_ZONES } from './two-zones';

export const A1_2_RULES: readonly AnyRule[] = [
  BACKUP_PLAN_KEEPS,
  DATABASE_BACKUPS_KEPT,
  DATABASE_DELETION_PROTECTED,
  FILE_SYSTEM_BACKED_UP,
  HEALTH_CHECKED,
  LOAD_BALANCER_DELETION_PROTECTED,
  SCHEDULE_FAILURES_KEPT,
  TABLE_RECOVERABLE,
  TWO_ZONES,
];
