import { Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { DISTRIBUTION_REQUIRES_HTTPS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/distribution-requires-https';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const distribution = (first: unknown, second?: unknown) => verdictOn(RULE, 'AWS::CloudFront::Distribution', {
  DistributionConfig: {
    DefaultCacheBehavior: { ViewerProtocolPolicy: first },
    CacheBehaviors: second === undefined ? undefined : [{ ViewerProtocolPolicy: second }],
  },
});

test('each behaviour must lead to HTTPS, or take nothing else', () => {
  expect(distribution('redirect-to-https', 'https-only')).toEqual([]);
  expect(distribution('allow-all', 'https-only')).toEqual(['DefaultCacheBehavior']);
  expect(distribution('https-only', 'allow-all')).toEqual(['CacheBehaviors.0']);
  expect(distribution(undefined)).toEqual(['DefaultCacheBehavior']);
});

test('what deployment decides is a finding of its own', () => {
  expect(distribution(HANDED_IN, HANDED_IN)).toEqual(unresolvedAt('DefaultCacheBehavior', 'CacheBehaviors.0'));
});

test('L2', () => {
  expect(judged(RULE, (stack) => {
    const origin = new HttpOrigin('o.example.com');
    new Distribution(stack, 'Good', { defaultBehavior: { origin, viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS } });
    new Distribution(stack, 'Bad', { defaultBehavior: { origin } });
  })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': ['DefaultCacheBehavior'] });
});
