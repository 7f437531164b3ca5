import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { cloudFormation } from '../support/sources';
import { isMachine, personalFlows, USER_POOL_CLIENT } from '../support/user-pools';

/** Tokens never travel in a browser's address. */
export const USER_POOL_CLIENT_USES_CODE_FLOW: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'UserPoolClientUsesCodeFlow',
  info: 'The client may get tokens by the implicit flow.',
  explanation: 'The implicit flow hands tokens over in the address, where histories, logs and scripts find them (CC6.2, CC6.1). Allow the flow code only. Clients of CDK have both unless told otherwise.',
  sources: [cloudFormation(USER_POOL_CLIENT), 'https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints-oauth-grants.html', 'https://datatracker.ietf.org/doc/html/rfc9700'],
  resourceTypes: [USER_POOL_CLIENT],
  check: (client) => {
    if (isMachine(client)) return NOT_APPLICABLE;
    const flows = personalFlows(client);
    if (flows === undefined) return unresolved('AllowedOAuthFlows');
    return flows.length === 0 ? NOT_APPLICABLE : compliantIf(!flows.includes('implicit'));
  },
};
