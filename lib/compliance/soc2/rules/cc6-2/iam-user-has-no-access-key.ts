import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, unresolved } from '../../verdict';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** Programs get credentials that end, from roles. */
export const IAM_USER_HAS_NO_ACCESS_KEY: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  alsoServes: [TrustServicesCriterion.CC6_1],
  name: 'IamUserHasNoAccessKey',
  info: 'The template makes a permanent access key.',
  explanation: 'An access key is good until somebody remembers to delete it, whoever holds it by then (CC6.2, CC6.1). Give programs a role; outside AWS by IAM Roles Anywhere or by OpenID Connect.',
  sources: [securityHub('iam'), cloudFormation('AWS::IAM::AccessKey'), 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  resourceTypes: ['AWS::IAM::AccessKey'],
  check: (key) => {
    const status = text(key.get('Status') ?? 'Active');
    return status === undefined ? unresolved('Status') : compliantIf(status === 'Inactive');
  },
};
