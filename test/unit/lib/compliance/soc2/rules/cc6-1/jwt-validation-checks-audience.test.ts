import { JWT_VALIDATION_CHECKS_AUDIENCE } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/jwt-validation-checks-audience';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const PATH = 'Actions.0.JwtValidationConfig';
const CLAIMS = [{ Format: 'single-string', Name: 'aud', Values: ['luigi'] }];
const GOOD = { Issuer: 'https://example.okta.com', JwksEndpoint: 'https://example.okta.com/keys', AdditionalClaims: CLAIMS };

const bearer = (JwtValidationConfig: object) => verdictOn(JWT_VALIDATION_CHECKS_AUDIENCE, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
  Actions: [{ Type: 'jwt-validation', JwtValidationConfig }, { Type: 'forward' }],
}, (stack) => { raw(stack, 'Pool', 'AWS::Cognito::UserPool', {}); raw(stack, 'Client', 'AWS::Cognito::UserPoolClient', {}); });

const COGNITO = { Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] }, JwksEndpoint: { 'Fn::Sub': '${Pool.ProviderURL}/.well-known/jwks.json' } };
const COGNITO_BY_NAME = {
  Issuer: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${Pool}' },
  JwksEndpoint: { 'Fn::Sub': 'https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${Pool}/.well-known/jwks.json' },
};
const CLIENT_CLAIMS = [{ Format: 'single-string', Name: 'client_id', Values: [{ Ref: 'Client' }] }];

test.each([
  ['aud', GOOD],
  ['aud, given as the one claim', { ...GOOD, AdditionalClaims: CLAIMS[0] }],
  ['an audience that deployment hands in', { ...GOOD, AdditionalClaims: [{ ...CLAIMS[0], Values: [HANDED_IN] }] }],
  ['the client of a Cognito pool', { ...COGNITO, AdditionalClaims: CLIENT_CLAIMS }],
  ['the client of a Cognito pool, its address written out', { ...COGNITO_BY_NAME, AdditionalClaims: CLIENT_CLAIMS }],
])('a bearer rule complies that checks %s', (_what, settings) => {
  expect(bearer(settings)).toEqual([]);
});

test.each([
  ['no claims', { ...GOOD, AdditionalClaims: undefined }, 'AdditionalClaims'],
  ['an audience without a name', { ...GOOD, AdditionalClaims: [{ ...CLAIMS[0], Values: [''] }] }, 'AdditionalClaims'],
  ['other claims', { ...GOOD, AdditionalClaims: [{ Name: 'scope', Values: ['x'] }] }, 'AdditionalClaims'],
  ['no audience in particular', { ...GOOD, AdditionalClaims: [{ Name: 'aud', Values: [] }] }, 'AdditionalClaims'],
  ['the client of an issuer that is not Cognito', { ...GOOD, AdditionalClaims: CLIENT_CLAIMS }, 'AdditionalClaims'],
  ['an issuer without https', { ...GOOD, Issuer: 'http://example.com' }, 'Issuer'],
  ['keys without https', { ...GOOD, JwksEndpoint: { 'Fn::Sub': 'http://keys.${AWS::Region}.example.com' } }, 'JwksEndpoint'],
])('one with %s is found', (_what, settings, at) => {
  expect(bearer(settings)).toEqual([`${PATH}.${at}`]);
});

test('what deployment decides is a finding of its own', () => {
  expect(bearer({ ...GOOD, Issuer: HANDED_IN })).toEqual(unresolvedAt(`${PATH}.Issuer`));
  expect(bearer({ ...GOOD, AdditionalClaims: HANDED_IN })).toEqual(unresolvedAt(`${PATH}.AdditionalClaims`));
  expect(bearer({ ...GOOD, AdditionalClaims: [{ Name: HANDED_IN, Values: ['a'] }] })).toEqual(unresolvedAt(`${PATH}.AdditionalClaims`));
  expect(bearer(HANDED_IN)).toEqual(unresolvedAt(PATH));
});

test('a rule without bearer tokens is not looked at', () => {
  expect(verdictOn(JWT_VALIDATION_CHECKS_AUDIENCE, 'AWS::ElasticLoadBalancingV2::ListenerRule', { Actions: [{ Type: 'forward' }] })).toBeUndefined();
});
