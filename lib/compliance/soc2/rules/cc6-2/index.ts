import type { Rule } from '../../rule';
import { IAM_USER_HAS_NO_ACCESS_KEY } from './iam-user-has-no-access-key';
import { IAM_USER_HAS_NO_PASSWORD } from './iam-user-has-no-password';
import { IDENTITY_POOL_REQUIRES_LOGIN } from './identity-pool-requires-login';
import { USER_POOL_ADMIN_CREATES_USERS } from './user-pool-admin-creates-users';
import { USER_POOL_CLIENT_GUARDS_GROUPS } from './user-pool-client-guards-groups';
import { USER_POOL_CLIENT_HIDES_USERS } from './user-pool-client-hides-users';
import { USER_POOL_CLIENT_USES_CODE_FLOW } from './user-pool-client-uses-code-flow';
import { USER_POOL_PASSWORD_POLICY } from './user-pool-password-policy';
import { USER_POOL_REQUIRES_MFA } from './user-pool-requires-mfa';

export const CC6_2_RULES: readonly Rule[] = [
  IAM_USER_HAS_NO_ACCESS_KEY,
  IAM_USER_HAS_NO_PASSWORD,
  IDENTITY_POOL_REQUIRES_LOGIN,
  USER_POOL_ADMIN_CREATES_USERS,
  USER_POOL_CLIENT_GUARDS_GROUPS,
  USER_POOL_CLIENT_HIDES_USERS,
  USER_POOL_CLIENT_USES_CODE_FLOW,
  USER_POOL_PASSWORD_POLICY,
  USER_POOL_REQUIRES_MFA,
];
