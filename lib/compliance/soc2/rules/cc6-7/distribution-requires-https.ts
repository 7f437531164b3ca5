import { asList } from '../../../../cloudformation/policy';
import { isAbsent, text } from '../../../../cloudformation/read';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { cloudFormation, PROWLER_SOC2 } from '../support/sources';

const SAFE = ['redirect-to-https', 'https-only'];

/** A distribution hands out nothing without encryption. */
export const DISTRIBUTION_REQUIRES_HTTPS: Rule = {
  criterion: TrustServicesCriterion.CC6_7,
  name: 'DistributionRequiresHttps',
  info: 'The CloudFront distribution answers requests that arrive without encryption.',
  explanation: 'What it hands out, and cookies with it, can be read and changed on the way (CC6.7). Set ViewerProtocolPolicy of each behaviour to redirect-to-https or https-only.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-defaultcachebehavior.html',
    cloudFormation('AWS::CloudFront::Distribution'), securityHub('cloudfront'), PROWLER_SOC2,
  ],
  resourceTypes: ['AWS::CloudFront::Distribution'],
  check: ({ properties }) => {
    const config = look(properties, 'DistributionConfig');
    const more = asList(look(config, 'CacheBehaviors')).map((behaviour, index) => ({ path: `CacheBehaviors.${index}`, behaviour }));
    return [{ path: 'DefaultCacheBehavior', behaviour: look(config, 'DefaultCacheBehavior') }, ...more].flatMap(({ path, behaviour }) => check(behaviour, path));
  },
};

function check(behaviour: Value | undefined, path: string): readonly string[] {
  if (isAbsent(behaviour)) return COMPLIANT;
  const given = look(behaviour, 'ViewerProtocolPolicy');
  const policy = isAbsent(given) ? 'allow-all' : text(given)?.toLowerCase();
  return policy === undefined ? unresolved(path) : compliantIf(SAFE.includes(policy), path);
}
