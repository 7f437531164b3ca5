import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { checkFlag } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** A file system is encrypted. */
export const EFS_ENCRYPTED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'EfsEncrypted',
  info: 'The file system is not encrypted.',
  explanation: 'What is stored can then be read by whoever gets hold of the storage, and no key\'s policy guards it (CC6.1). Set Encrypted to true: other than in the console, it is not the default, and it can\'t be changed later.',
  sources: [CDK_NAG_RULES, securityHub('efs'), cloudFormation('AWS::EFS::FileSystem'), 'https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html'],
  resourceTypes: ['AWS::EFS::FileSystem'],
  check: (resource) => checkFlag(resource.properties, ['Encrypted'], { whenAbsent: false }),
};
