import { isAbsent, number } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, joined, unresolved } from '../../verdict';
import { checkFlag, isOpen, look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';
import { isForMachinesOnly, USER_POOL } from '../support/user-pools';

const KINDS = ['RequireLowercase', 'RequireUppercase', 'RequireNumbers', 'RequireSymbols'];
const LEAST = 8;
/** From here on length does more than kinds of characters. */
const LONG = 15;

/** Passwords are hard to guess. */
export const USER_POOL_PASSWORD_POLICY: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'UserPoolPasswordPolicy',
  info: 'The user pool says nothing about passwords, or allows weak ones.',
  explanation: 'Weak passwords are guessed (CC6.2, CC6.1). Set a PasswordPolicy of at least 8 characters of all four kinds, or of at least 15 of whatever kind. What a policy does not ask for is not asked for.',
  sources: [CDK_NAG_RULES, securityHub('cognito'), cloudFormation(USER_POOL), 'https://pages.nist.gov/800-63-4/sp800-63b.html'],
  resourceTypes: [USER_POOL],
  check: (pool, { estate }) => {
    if (isForMachinesOnly(pool, estate)) return NOT_APPLICABLE;
    const policy = look(pool.get('Policies'), 'PasswordPolicy');
    if (isAbsent(policy)) return NON_COMPLIANT;
    if (isOpen(policy)) return unresolved('Policies.PasswordPolicy');
    const given = look(policy, 'MinimumLength');
    const length = isAbsent(given) ? 0 : number(given);
    if (length !== undefined && length >= LONG) return COMPLIANT;
    const kinds = joined(KINDS.map((kind) => checkFlag(policy, [kind], { whenAbsent: false })));
    if (kinds.includes('') || length !== undefined && length < LEAST) return NON_COMPLIANT;
    return length === undefined ? unresolved('Policies.PasswordPolicy.MinimumLength') : kinds;
  },
};
