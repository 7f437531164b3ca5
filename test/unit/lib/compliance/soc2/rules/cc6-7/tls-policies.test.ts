import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ListenerAction, SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { API_DOMAIN_TLS_POLICY_MODERN } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/api-domain-tls-policy-modern';
import { DISTRIBUTION_TLS_POLICY_MODERN } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/distribution-tls-policy-modern';
import { LISTENER_TLS_POLICY_MODERN } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/listener-tls-policy-modern';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

describe('of listeners', () => {
  const listener = (policy?: unknown, Protocol: unknown = 'HTTPS') => verdictOn(LISTENER_TLS_POLICY_MODERN, 'AWS::ElasticLoadBalancingV2::Listener', { Protocol, SslPolicy: policy });

  test.each([
    ['TLS13-1-2-2021-06'], ['TLS13-1-2-Res-2021-06'], ['TLS13-1-2-Ext1-2021-06'], ['TLS13-1-3-2021-06'], ['TLS-1-2-2017-01'], ['TLS-1-2-Ext-2018-06'], ['FS-1-2-Res-2020-10'],
    ['TLS13-1-2-Res-FIPS-2023-04'], ['TLS13-1-2-Res-PQ-2025-09'], ['TLS13-1-3-FIPS-PQ-2025-09'],
  ])('%s complies', (name) => {
    expect(listener(`ELBSecurityPolicy-${name}`)).toEqual([]);
    expect(listener(`ELBSecurityPolicy-${name}`, 'TLS')).toEqual([]);
  });

  test.each([['2016-08'], ['2015-05'], ['TLS-1-0-2015-04'], ['TLS-1-1-2017-01'], ['FS-2018-06'], ['FS-1-1-2019-08'], ['TLS13-1-0-2021-06'], ['TLS13-1-1-2021-06'], ['TLS13-1-0-FIPS-2023-04'], ['TLS13-1-0-PQ-2025-09']])('%s is found', (name) => {
    expect(listener(`ELBSecurityPolicy-${name}`)).toEqual(['']);
  });

  test('without one the service takes an old one', () => {
    expect(listener()).toEqual(['']);
    expect(listener(undefined, 'TLS')).toEqual(['']);
  });

  test('what deployment decides is a finding of its own; without encryption there is nothing to say', () => {
    expect(listener(HANDED_IN)).toEqual(unresolvedAt('SslPolicy'));
    expect(listener(undefined, HANDED_IN)).toEqual(unresolvedAt('Protocol'));
    for (const protocol of ['HTTP', 'TCP']) expect(listener(undefined, protocol)).toBeUndefined();
  });

  test('L2', () => {
    expect(judged(LISTENER_TLS_POLICY_MODERN, (stack) => {
      const balancer = new ApplicationLoadBalancer(stack, 'B', { vpc: new Vpc(stack, 'Vpc') });
      const common = { certificates: [Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:eu-west-1:123456789012:certificate/x')], defaultAction: ListenerAction.fixedResponse(404) };
      balancer.addListener('Good', { port: 443, sslPolicy: SslPolicy.RECOMMENDED_TLS, ...common });
      balancer.addListener('Bad', { port: 8443, sslPolicy: SslPolicy.LEGACY, ...common });
    })).toEqual({ 'Stack/B/Good/Resource': [], 'Stack/B/Bad/Resource': [''] });
  });
});

describe('of distributions', () => {
  const distribution = (ViewerCertificate?: unknown) => verdictOn(DISTRIBUTION_TLS_POLICY_MODERN, 'AWS::CloudFront::Distribution', { DistributionConfig: { Enabled: true, ViewerCertificate } });

  test.each([['TLSv1.2_2018'], ['TLSv1.2_2021'], ['TLSv1.3_2025']])('%s complies', (MinimumProtocolVersion) => {
    expect(distribution({ AcmCertificateArn: 'x', MinimumProtocolVersion })).toEqual([]);
  });

  test.each([['TLSv1'], ['TLSv1_2016'], ['TLSv1.1_2016'], ['SSLv3'], [undefined]])('%s is found', (MinimumProtocolVersion) => {
    expect(distribution({ AcmCertificateArn: 'x', MinimumProtocolVersion })).toEqual(['']);
  });

  test('CloudFront\'s own certificate takes TLS 1.0, whatever is set', () => {
    expect(distribution({ CloudFrontDefaultCertificate: 'true', MinimumProtocolVersion: 'TLSv1.2_2021' })).toEqual(['']);
    expect(distribution()).toEqual(['']);
  });

  test('what deployment decides is a finding of its own', () => {
    expect(distribution({ AcmCertificateArn: 'x', MinimumProtocolVersion: HANDED_IN })).toEqual(unresolvedAt('DistributionConfig.ViewerCertificate.MinimumProtocolVersion'));
    expect(distribution(HANDED_IN)).toEqual(unresolvedAt('DistributionConfig.ViewerCertificate.MinimumProtocolVersion'));
  });

  test('L2: with a certificate of its own it complies', () => {
    expect(judged(DISTRIBUTION_TLS_POLICY_MODERN, (stack) => {
      const certificate = Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:us-east-1:123456789012:certificate/x');
      new Distribution(stack, 'Good', { defaultBehavior: { origin: new HttpOrigin('o.example.com') }, certificate, domainNames: ['d.example.com'] });
      new Distribution(stack, 'Bad', { defaultBehavior: { origin: new HttpOrigin('o.example.com') } });
    })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''] });
  });
});

describe('of an API\'s own domain', () => {
  const rest = (SecurityPolicy?: unknown) => verdictOn(API_DOMAIN_TLS_POLICY_MODERN, 'AWS::ApiGateway::DomainName', { DomainName: 'a', SecurityPolicy });
  const http = (SecurityPolicy?: unknown) => verdictOn(API_DOMAIN_TLS_POLICY_MODERN, 'AWS::ApiGatewayV2::DomainName', { DomainName: 'a', DomainNameConfigurations: [{ SecurityPolicy }] });

  test.each([['TLS_1_2'], ['SecurityPolicy_TLS13_1_3_2025_09'], ['SecurityPolicy_TLS12_PFS_2025_EDGE'], [undefined]])('%s complies', (policy) => {
    expect(rest(policy)).toEqual([]);
    expect(http(policy)).toEqual([]);
  });

  test('TLS 1.0 is found, what deployment decides a finding of its own', () => {
    expect(rest('TLS_1_0')).toEqual(['SecurityPolicy']);
    expect(http('TLS_1_0')).toEqual(['DomainNameConfigurations.0.SecurityPolicy']);
    expect(rest(HANDED_IN)).toEqual(unresolvedAt('SecurityPolicy'));
  });
});
