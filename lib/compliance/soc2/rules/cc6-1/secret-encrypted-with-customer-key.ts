import { isAbsent, text } from '../../../../cloudformation/read';
import { Unknown } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NON_COMPLIANT, unresolved } from '../../verdict';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** A secret is encrypted with a key of the customer's. */
export const SECRET_ENCRYPTED_WITH_CUSTOMER_KEY: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'SecretEncryptedWithCustomerKey',
  info: 'The secret is encrypted with the key that AWS manages.',
  explanation: 'Only a key of one\'s own has a policy that says who may read what it protects, and a record of its use to look at (CC6.1). Set KmsKeyId to a customer managed key.',
  sources: [CDK_NAG_RULES, securityHub('secretsmanager'), cloudFormation('AWS::SecretsManager::Secret')],
  resourceTypes: ['AWS::SecretsManager::Secret'],
  check: (resource) => {
    const key = resource.get('KmsKeyId');
    if (isAbsent(key) || key === '') return NON_COMPLIANT;
    if (key instanceof Unknown) return unresolved('KmsKeyId');
    return compliantIf(!/(^|alias\/)aws\/secretsmanager$/.test(text(key) ?? ''));
  },
};
