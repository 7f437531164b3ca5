import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { cloudFormation } from '../support/sources';
import { isMachine, USER_POOL_CLIENT } from '../support/user-pools';

/** A failed login doesn't tell whether the person exists. */
export const USER_POOL_CLIENT_HIDES_USERS: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  name: 'UserPoolClientHidesUsers',
  info: 'The client tells whether a person exists.',
  explanation: 'Answers that differ let anybody collect the names of people, to guess their passwords next (CC6.2). Set PreventUserExistenceErrors to ENABLED: the default is LEGACY.',
  sources: [cloudFormation(USER_POOL_CLIENT), 'https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html'],
  resourceTypes: [USER_POOL_CLIENT],
  check: (client) => {
    if (isMachine(client)) return NOT_APPLICABLE;
    const given = text(client.get('PreventUserExistenceErrors') ?? 'LEGACY');
    return given === undefined ? unresolved('PreventUserExistenceErrors') : compliantIf(given === 'ENABLED');
  },
};
