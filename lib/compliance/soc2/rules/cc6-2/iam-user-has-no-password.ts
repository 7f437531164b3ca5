import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf } from '../../verdict';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** People come to the account through a provider, not by a password of a template. */
export const IAM_USER_HAS_NO_PASSWORD: Rule = {
  criterion: TrustServicesCriterion.CC6_2,
  name: 'IamUserHasNoPassword',
  info: 'The template gives an IAM user a password for the console.',
  explanation: 'Such a user is not tied to a person who joins and leaves, and whoever deploys knows the password (CC6.2). Let people sign in through IAM Identity Center or a provider, and leave LoginProfile out.',
  sources: [securityHub('iam'), cloudFormation('AWS::IAM::User'), 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html'],
  resourceTypes: ['AWS::IAM::User'],
  check: (user) => compliantIf(isAbsent(user.get('LoginProfile'))),
};
