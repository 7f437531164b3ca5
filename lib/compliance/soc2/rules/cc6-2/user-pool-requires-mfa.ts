import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';
import { isForMachinesOnly, USER_POOL } from '../support/user-pools';

/** Whoever has a password has a second factor. */
export const USER_POOL_REQUIRES_MFA: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'UserPoolRequiresMfa',
  info: 'People of the user pool may sign in without a second factor.',
  explanation: 'A guessed or stolen password then suffices to be somebody (CC6.2, CC6.1). Set MfaConfiguration to ON: OPTIONAL leaves it to each person. Where all people come from a provider that asks for a second factor, acknowledge the finding and say so.',
  sources: [CDK_NAG_RULES, securityHub('cognito'), cloudFormation(USER_POOL)],
  resourceTypes: [USER_POOL],
  check: (pool, { estate }) => {
    if (isForMachinesOnly(pool, estate)) return NOT_APPLICABLE;
    const mfa = text(pool.get('MfaConfiguration') ?? 'OFF');
    return mfa === undefined ? unresolved('MfaConfiguration') : compliantIf(mfa.toUpperCase() === 'ON');
  },
};
