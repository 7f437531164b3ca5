import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BEARER } from '../../support/preflight/correct/bearer';
import { BEARER_FAULTS } from '../../support/preflight/faults/bearer';
import type { CorrectCase, FaultCase } from '../../support/preflight/stack-case';
import { ownFindings, resources, templateOf } from '../../support/preflight/template';

function messages({ build }: CorrectCase | FaultCase): string[] {
  const stack = new Stack(new App(), 'Stack');
  build(stack);
  return ownFindings(templateOf(Template.fromStack(stack).toJSON())).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('a rule for bearer tokens', () => {
  test.each([
    ['elb-login-needs-https: action jwt-validation on a listener of protocol HTTP: expected HTTPS; move it there and redirect from here'],
    ['elb-jwt-validation: Issuer http://idp.example.com: expected an https address; correct it'],
    ['elb-jwt-validation: Issuer of 257 characters: expected 256 at most; shorten it'],
    ['elb-jwt-validation: JwksEndpoint http://idp.example.com/keys: expected an https address; correct it'],
    ['elb-jwt-validation: JwksEndpoint on idp.corp.internal: expected a host that the internet can reach; publish the keys there'],
    ['elb-jwt-validation: JwksEndpoint https://idp.example.com without a path: expected one, as load balancers ask; publish the keys at a path'],
    ['elb-actions: 11 additional claims: expected 10 at most; remove some'],
    ['elb-jwt-validation: additional claim exp: expected others than exp, iss, nbf, iat, which are always validated; remove it'],
    ['elb-jwt-validation: additional claim of format string: expected single-string, string-array, space-separated-values; change it'],
    ['elb-jwt-validation: additional claim with 11 values: expected 1 to 10; change them'],
    ['elb-jwt-validation: value of 257 characters of an additional claim: expected 256 at most; shorten it'],
    ['elb-jwt-validation: value with a space of an additional claim of space-separated values: expected one value an item; split it'],
  ].map(([message], index) => [BEARER_FAULTS[index]?.fault ?? '', BEARER_FAULTS[index] as FaultCase, message] as const))('%s is found', (_fault, fault, message) => {
    expect(messages(fault)).toEqual([message]);
  });

  test('each fault is among them', () => expect(BEARER_FAULTS).toHaveLength(12));

  test.each(BEARER.map((correct) => [correct.name, correct] as const))('%s', (_name, correct) => {
    expect(messages(correct)).toEqual([]);
  });

  test('without an issuer is found, and what deployment decides is not', () => {
    const rule = (settings: object) => ownFindings(templateOf(resources({ Rule: ['AWS::ElasticLoadBalancingV2::ListenerRule', {
      Priority: 1, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a'] } }],
      Actions: [{ Type: 'jwt-validation', Order: 1, JwtValidationConfig: settings }, { Type: 'fixed-response', Order: 2, FixedResponseConfig: { StatusCode: '200' } }],
    }] }))).map(({ at, message }) => `${at}: ${message}`);
    const later = { Ref: 'AWS::NoSuchThing' };

    expect(rule({ JwksEndpoint: 'https://id.example.com/keys' })).toEqual(['Actions.0.JwtValidationConfig.Issuer: bearer rule without Issuer: expected an https address; add it']);
    expect(rule({ Issuer: later, JwksEndpoint: { 'Fn::Sub': 'https://${AWS::Region}.example.com/keys' }, AdditionalClaims: [{ Name: later, Format: later, Values: later }] })).toEqual([]);
  });
});
