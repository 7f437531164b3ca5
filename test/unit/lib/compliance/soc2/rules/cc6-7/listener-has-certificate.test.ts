import { LISTENER_HAS_CERTIFICATE as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/listener-has-certificate';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const having = (Certificates: unknown, Protocol: unknown = 'HTTPS') => verdictOn(RULE, LISTENER, { Protocol, Certificates }, (stack) => {
  raw(stack, 'Acm', 'AWS::CertificateManager::Certificate', {});
  raw(stack, 'Iam', 'AWS::IAM::ServerCertificate', {});
});

test.each([['arn:aws:acm:eu-west-1:123456789012:certificate/x'], [{ Ref: 'Acm' }], [HANDED_IN], ['{{resolve:ssm:certificate}}']])('a certificate complies: %j', (CertificateArn) => {
  expect(having([{ CertificateArn }])).toEqual([]);
  expect(having([{ CertificateArn }], 'TLS')).toEqual([]);
});

test.each([[undefined], [[]], [[{}]], [[{ CertificateArn: '' }]]])('none is found: %j', (certificates) => {
  expect(having(certificates)).toEqual(['']);
  expect(having(certificates, 'tls')).toEqual(['']);
});

test('one that was uploaded to IAM is found', () => {
  expect(having([{ CertificateArn: 'arn:aws:iam::123456789012:server-certificate/x' }])).toEqual(['Certificates']);
  expect(having({ CertificateArn: { 'Fn::GetAtt': ['Iam', 'Arn'] } })).toEqual(['Certificates']);
});

test('one may be given by a resource of its own', () => {
  expect(verdictOn(RULE, LISTENER, { Protocol: 'HTTPS' }, (stack) => { raw(stack, 'More', 'AWS::ElasticLoadBalancingV2::ListenerCertificate', { ListenerArn: { Ref: 'Judged' }, Certificates: [{ CertificateArn: HANDED_IN }] }); })).toEqual([]);
});

test('listeners that don\'t encrypt need none; of some it can\'t be told', () => {
  for (const protocol of ['HTTP', 'TCP', null]) expect(having(undefined, protocol)).toBeUndefined();
  expect(having(undefined, HANDED_IN)).toEqual(unresolvedAt('Protocol'));
});
