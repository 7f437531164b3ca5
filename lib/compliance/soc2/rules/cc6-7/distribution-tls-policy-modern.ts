import { isAbsent, text } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NON_COMPLIANT, unresolved } from '../../verdict';
import { look } from '../support/look';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

const PATH = ['DistributionConfig', 'ViewerCertificate'];

/** A distribution speaks TLS 1.2 or newer. */
export const DISTRIBUTION_TLS_POLICY_MODERN: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'DistributionTlsPolicyModern',
  info: 'The CloudFront distribution accepts TLS older than 1.2.',
  explanation: 'TLS 1.0 and 1.1 have known weaknesses (CC6.7). Give it a certificate of its own and set MinimumProtocolVersion to TLSv1.2_2021 or newer: under CloudFront\'s own certificate it accepts TLS 1.0, whatever else is set.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-viewercertificate.html',
    cloudFormation('AWS::CloudFront::Distribution'), CDK_NAG_RULES,
  ],
  resourceTypes: ['AWS::CloudFront::Distribution'],
  check: ({ properties }) => {
    const usesDefault = text(look(properties, ...PATH, 'CloudFrontDefaultCertificate'))?.toLowerCase() === 'true';
    const given = look(properties, ...PATH, 'MinimumProtocolVersion');
    if (usesDefault || isAbsent(given)) return NON_COMPLIANT;
    const version = text(given);
    return version === undefined ? unresolved([...PATH, 'MinimumProtocolVersion'].join('.')) : compliantIf(/^TLSv1\.[23]/.test(version));
  },
};
