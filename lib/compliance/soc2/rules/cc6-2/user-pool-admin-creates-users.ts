import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkFlag } from '../support/look';
import { cloudFormation } from '../support/sources';
import { USER_POOL } from '../support/user-pools';

/** Nobody makes an account for themselves. */
export const USER_POOL_ADMIN_CREATES_USERS: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  name: 'UserPoolAdminCreatesUsers',
  info: 'Anybody may sign up to the user pool.',
  explanation: 'Whoever finds the client\'s id makes an account without anybody having authorised it (CC6.2). Set AdminCreateUserConfig.AllowAdminCreateUserOnly to true: it is not the default.',
  sources: [cloudFormation(USER_POOL), 'https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html'],
  resourceTypes: [USER_POOL],
  check: (pool) => checkFlag(pool.properties, ['AdminCreateUserConfig', 'AllowAdminCreateUserOnly'], { whenAbsent: false }),
};
