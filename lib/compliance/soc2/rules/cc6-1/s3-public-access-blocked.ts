import { isAbsent } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined, unresolved } from '../../verdict';
import { checkFlag, isOpen } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation, PROWLER_SOC2 } from '../support/sources';

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** No access list and no policy can open a bucket to the world. */
export const S3_PUBLIC_ACCESS_BLOCKED: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'S3PublicAccessBlocked',
  info: 'The bucket, or access point, may be opened to the public.',
  explanation: 'One access list or policy then suffices to show everything to everybody (CC6.1). Set all four of PublicAccessBlockConfiguration, or leave it out: new buckets block public access by themselves.',
  sources: [PROWLER_SOC2, CDK_NAG_RULES, securityHub('s3'), cloudFormation('AWS::S3::Bucket'), 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
  resourceTypes: ['AWS::S3::Bucket', 'AWS::S3::AccessPoint'],
  check: (resource) => {
    const given = resource.get('PublicAccessBlockConfiguration');
    if (isAbsent(given)) return COMPLIANT;
    if (isOpen(given)) return unresolved('PublicAccessBlockConfiguration');
    return joined(BLOCKS.map((name) => checkFlag(resource.properties, ['PublicAccessBlockConfiguration', name], { whenAbsent: false })));
  },
};
