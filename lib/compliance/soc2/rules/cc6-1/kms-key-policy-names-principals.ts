import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT } from '../../verdict';
import { openStatements } from '../support/open-statements';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** A key's policy lets nobody in particular use it. */
export const KMS_KEY_POLICY_NAMES_PRINCIPALS: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'KmsKeyPolicyNamesPrincipals',
  info: 'A statement of the key\'s policy is for everybody.',
  explanation: 'A statement with principal * and no condition about who calls lets every AWS account use the key, and so read what it protects (CC6.1). Name principals, or narrow it by a condition such as kms:CallerAccount or aws:PrincipalOrgID.',
  sources: [securityHub('kms'), cloudFormation('AWS::KMS::Key'), 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html'],
  resourceTypes: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  // Without a policy a key has the default one, which leaves it to the account's IAM.
  check: (key) => isAbsent(key.get('KeyPolicy')) ? COMPLIANT : openStatements(key.get('KeyPolicy'), 'KeyPolicy'),
};
