import type { AnyRule } from '../../nag-rule';
import { MAPPING_READER_CANNOT_WRITE_MAPPINGS } from './mapping-reader-cannot-write-mappings';
import { NO_BROAD_MANAGED_POLICIES } from './no-broad-managed-policies';
import { PASS_ROLE_NAMES_ROLES } from './pass-role-names-roles';
import { POLICY_GRANTS_NO_ADMIN_ACCESS } from './policy-grants-no-admin-access';
import { POLICY_NAMES_ACTIONS } from './policy-names-actions';
import { POLICY_NAMES_RESOURCES } from './policy-names-resources';
import { RUN_TASK_NAMES_TASK_DEFINITIONS } from './run-task-names-task-definitions';
import { SCHEDULER_ROLE_NAMES_ACCOUNT } from './scheduler-role-names-account';
import { TASK_ROLE_IS_NOT_EXECUTION_ROLE } from './task-role-is-not-execution-role';

export const CC6_3_RULES: readonly AnyRule[] = [
  MAPPING_READER_CANNOT_WRITE_MAPPINGS,
  NO_BROAD_MANAGED_POLICIES,
  PASS_ROLE_NAMES_ROLES,
  POLICY_GRANTS_NO_ADMIN_ACCESS,
  POLICY_NAMES_ACTIONS,
  POLICY_NAMES_RESOURCES,
  RUN_TASK_NAMES_TASK_DEFINITIONS,
  SCHEDULER_ROLE_NAMES_ACCOUNT,
  TASK_ROLE_IS_NOT_EXECUTION_ROLE,
];
