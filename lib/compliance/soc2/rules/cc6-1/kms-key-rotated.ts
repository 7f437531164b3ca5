import { text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { checkFlag } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** A key that KMS can rotate is rotated. */
export const KMS_KEY_ROTATED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'KmsKeyRotated',
  info: 'The key\'s material is not rotated.',
  explanation: 'Rotation bounds what one key\'s material protects, and so what is lost with it (CC6.1). Set EnableKeyRotation to true. Keys that KMS can\'t rotate, asymmetric, HMAC or imported ones, are not looked at.',
  sources: [CDK_NAG_RULES, securityHub('kms'), cloudFormation('AWS::KMS::Key')],
  resourceTypes: ['AWS::KMS::Key'],
  check: (key) => {
    const spec = key.get('KeySpec') ?? 'SYMMETRIC_DEFAULT';
    const origin = key.get('Origin') ?? 'AWS_KMS';
    if (![undefined, 'SYMMETRIC_DEFAULT'].includes(text(spec)) || ![undefined, 'AWS_KMS'].includes(text(origin))) return NOT_APPLICABLE;
    const rotated = checkFlag(key.properties, ['EnableKeyRotation'], { whenAbsent: false });
    if (rotated.length === 0) return COMPLIANT;
    // Where the kind of key is not known, that it isn't rotated may be right.
    if (text(spec) === undefined) return unresolved('KeySpec');
    return text(origin) === undefined ? unresolved('Origin') : rotated;
  },
};
