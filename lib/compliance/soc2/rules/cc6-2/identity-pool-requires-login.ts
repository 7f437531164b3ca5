import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkFlag } from '../support/look';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** Nobody gets credentials of AWS without having signed in. */
export const IDENTITY_POOL_REQUIRES_LOGIN: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'IdentityPoolRequiresLogin',
  info: 'The identity pool gives credentials to who has not signed in.',
  explanation: 'Anybody gets credentials of a role of the account, and nobody knows who (CC6.2, CC6.1). Set AllowUnauthenticatedIdentities to false.',
  sources: [CDK_NAG_RULES, cloudFormation('AWS::Cognito::IdentityPool')],
  resourceTypes: ['AWS::Cognito::IdentityPool'],
  check: (pool) => checkFlag(pool.properties, ['AllowUnauthenticatedIdentities'], { wanted: false, whenAbsent: false }),
};
