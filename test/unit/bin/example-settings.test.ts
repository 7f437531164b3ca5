import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { KEYS, type KeyName } from '../../../bin/example/context';
import { readSettings } from '../../../bin/example/settings';

const ZONE = { domainName: 'luigi.example.org', hostedZoneId: 'Z0ABC', hostedZoneName: 'example.org' };
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:luigi/client-Ab12Cd';
const OKTA = { login: 'okta', oktaDomain: 'example.okta.com', oktaClientId: '0oa1b2c3', oktaClientSecretArn: SECRET };
const OIDC = {
  login: 'oidc',
  oidcIssuer: 'https://login.example.org/',
  oidcAuthorizationEndpoint: 'https://login.example.org/authorize',
  oidcTokenEndpoint: 'https://login.example.org/token',
  oidcUserInfoEndpoint: 'https://login.example.org/userinfo',
  oidcClientId: 'luigi',
  oidcClientSecretArn: SECRET,
};
const SAML = { login: 'saml', samlMetadataUrl: 'https://id.example.org/metadata?app=1', samlGroupsAttribute: 'groups' };
const MACHINES = {
  machineIssuerUrl: 'https://1a2b3c4d-5e6f-4a1b-8c2d-0123456789ab.tokens.sts.global.api.aws',
  machineRoles: 'arn:aws:iam::111122223333:role/ci/*,arn:aws:iam::111122223333:role/nightly',
};
const KNOWN = Object.keys(KEYS).map((name) => `luigi:${name}`).join(', ');

function read(context: Record<string, unknown>): ReturnType<typeof readSettings> {
  return readSettings(new App({ context: Object.fromEntries(Object.entries(context).map(([key, value]) => [`luigi:${key}`, value])) }).node);
}

const PLACEHOLDERS = {
  domainName: 'luigi.example.com', hostedZone: { id: 'Z0123456789EXAMPLE00', name: 'example.com' }, internetFacing: false,
  allowedSources: undefined, alarmEmail: undefined, login: { kind: 'userPool' }, breakGlass: 'none', workers: undefined, machines: {},
  destroy: false, deletionProtection: true,
};

test('with nothing given, there are placeholders', () => {
  expect(read({})).toEqual(PLACEHOLDERS);
});

test('cdk.json lists every key, and says no more than nothing does', () => {
  const { context } = JSON.parse(readFileSync(join(__dirname, '../../../cdk.json'), 'utf8')) as { context: Record<string, unknown> };
  const listed = Object.keys(context).filter((key) => key.startsWith('luigi:'));

  expect(listed.sort()).toEqual(Object.keys(KEYS).map((name) => `luigi:${name}`).sort());
  expect(readSettings(new App({ context }).node)).toEqual(PLACEHOLDERS);
});

test('keys of others are left alone', () => {
  expect(readSettings(new App({ context: { 'luigid:domainName': 7, luigi: 'x' } }).node)).toEqual(PLACEHOLDERS);
});

test('everything that is not about login can be given', () => {
  expect(read({
    ...ZONE, internetFacing: 'true', allowedSources: '198.51.100.0/24, pl-0123456789abcdef0', alarmEmail: 'oncall@example.org',
    workerSecretArn: SECRET, workerSources: ['10.20.0.0/16'], ...MACHINES, githubRepositories: 'acme/etl,acme/reports',
    removalPolicy: 'destroy', deletionProtection: 'false',
  })).toEqual({
    ...PLACEHOLDERS, domainName: 'luigi.example.org', hostedZone: { id: 'Z0ABC', name: 'example.org' }, internetFacing: true,
    allowedSources: ['198.51.100.0/24', 'pl-0123456789abcdef0'], alarmEmail: 'oncall@example.org',
    workers: { secretArn: SECRET, sources: ['10.20.0.0/16'] },
    machines: {
      aws: { issuer: MACHINES.machineIssuerUrl, roles: ['arn:aws:iam::111122223333:role/ci/*', 'arn:aws:iam::111122223333:role/nightly'] },
      repositories: ['acme/etl', 'acme/reports'],
    },
    destroy: true, deletionProtection: false,
  });
});

test.each<[string, Record<string, unknown>, unknown]>([
  ['Okta', OKTA, { kind: 'okta', domain: 'example.okta.com', clientId: '0oa1b2c3', clientSecretArn: SECRET }],
  ['the least of OpenID Connect', OIDC, {
    kind: 'oidc', issuer: 'https://login.example.org/', authorizationEndpoint: 'https://login.example.org/authorize',
    tokenEndpoint: 'https://login.example.org/token', userInfoEndpoint: 'https://login.example.org/userinfo', clientId: 'luigi', clientSecretArn: SECRET,
  }],
  ['all of OpenID Connect', {
    ...OIDC, oidcEndSessionEndpoint: 'https://login.example.org/logout', oidcScopes: 'profile,groups', oidcUserClaim: 'email', oidcGroupsClaim: 'roles',
  }, expect.objectContaining({ endSessionEndpoint: 'https://login.example.org/logout', scopes: ['profile', 'groups'], userClaim: 'email', groupsClaim: 'roles' })],
  ['SAML', { ...SAML, samlEmailAttribute: 'mail' },
    { kind: 'saml', metadataUrl: 'https://id.example.org/metadata?app=1', groupsAttribute: 'groups', emailAttribute: 'mail' }],
])('people can log in by %s', (_by, context, login) => {
  expect(read(context).login).toEqual(login);
});

test.each(['ready', 'active'])('a break-glass way can be %s beside a provider', (breakGlass) => {
  expect(read({ ...SAML, breakGlass })).toMatchObject({ breakGlass });
});

describe('what is wrong is said exactly:', () => {
  test.each<[string, unknown, string]>([
    ['domainName', 'Luigi', 'a host name in lower case such as luigi.example.org'],
    ['domainName', '', 'a host name in lower case such as luigi.example.org'],
    ['hostedZoneId', 7, 'the id of a hosted zone such as Z0123456789ABCDEFGHIJ'],
    ['hostedZoneName', 'example.org.', 'the name of the hosted zone such as example.org'],
    ['internetFacing', 'yes', 'true or false'],
    ['allowedSources', '', 'IPv4 networks such as 198.51.100.0/24 and prefix lists such as pl-0123456789abcdef0, commas between, none twice, not the whole internet'],
    ['allowedSources', '0.0.0.0/0', 'IPv4 networks such as 198.51.100.0/24 and prefix lists such as pl-0123456789abcdef0, commas between, none twice, not the whole internet'],
    ['allowedSources', '10.0.0.1/8', 'IPv4 networks such as 198.51.100.0/24 and prefix lists such as pl-0123456789abcdef0, commas between, none twice, not the whole internet'],
    ['allowedSources', '10.0.0.0/8,10.0.0.0/8', 'IPv4 networks such as 198.51.100.0/24 and prefix lists such as pl-0123456789abcdef0, commas between, none twice, not the whole internet'],
    ['alarmEmail', 'oncall', 'an e-mail address'],
    ['login', 'github', 'userPool, okta, oidc or saml'],
    ['oktaDomain', 'example-admin.okta.com', 'the domain of the Okta organisation such as example.okta.com'],
    ['oktaClientId', 'a b', 'the client id of the application in Okta'],
    ['oktaClientSecretArn', 'luigi/client', 'the whole ARN, with its six last characters, of the Secrets Manager secret that holds the client secret'],
    ['oidcIssuer', 'http://login.example.org', 'the provider\'s issuer, letter by letter, an https URL'],
    ['oidcAuthorizationEndpoint', 'login.example.org', 'the provider\'s authorization_endpoint, an https URL'],
    ['oidcTokenEndpoint', 'https://user:password@login.example.org/token', 'the provider\'s token_endpoint, an https URL'],
    ['oidcUserInfoEndpoint', 'https://login.example.org/#userinfo', 'the provider\'s userinfo_endpoint, an https URL'],
    ['oidcClientId', '', 'the client id at the provider, without spaces'],
    ['oidcClientSecretArn', SECRET.slice(0, -7), 'the whole ARN, with its six last characters, of the Secrets Manager secret that holds the client secret'],
    ['oidcEndSessionEndpoint', 'https:///logout', 'the provider\'s end_session_endpoint, an https URL'],
    ['oidcScopes', 'profile email', 'scopes such as profile,email,groups, commas between, none twice'],
    ['oidcUserClaim', 'e mail', 'the name of the claim that names a person: letters, digits and _ : . -'],
    ['oidcGroupsClaim', '', 'the name of the claim that holds groups: letters, digits and _ : . -'],
    ['samlMetadataUrl', 'metadata.xml', 'the address of the provider\'s metadata, an https URL'],
    ['samlGroupsAttribute', 'my groups', 'the name of the assertion\'s attribute that holds groups, without spaces'],
    ['samlEmailAttribute', false, 'the name of the assertion\'s attribute that holds the e-mail address, without spaces'],
    ['breakGlass', 'true', 'none, ready or active'],
    ['workerSecretArn', 'x', 'the whole ARN, with its six last characters, of the Secrets Manager secret that holds the workers\' credentials, JSON with the fields current and previous'],
    ['workerSources', 'pl-0123456789abcdef0', 'IPv4 networks such as 10.20.0.0/16, commas between, none twice, not the whole internet'],
    ['machineIssuerUrl', 'https://sts.amazonaws.com', 'the account\'s issuer of web identity tokens, as aws iam get-outbound-web-identity-federation-info tells it, an https URL'],
    ['machineRoles', 'arn:aws:iam::*:role/ci', 'ARNs of IAM roles of that account, or of all below a path such as arn:aws:iam::111122223333:role/ci/*, commas between, none twice'],
    ['githubRepositories', 'acme/*', 'repositories such as acme/etl, commas between, none twice'],
    ['removalPolicy', 'snapshot', 'retain or destroy'],
    ['deletionProtection', 1, 'true or false'],
  ])('luigi:%s %j', (key, value, expected) => {
    expect(() => read({ [key]: value })).toThrow(
      new Error(`context luigi:${key}: got ${JSON.stringify(value)}, expected ${expected}; give it by -c luigi:${key}=... or in cdk.json`),
    );
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a misspelt key', { domainname: 'luigi.example.org' }, `context luigi:domainname: got a key that is not known, expected one of ${KNOWN}`],
    ['a key that objects have', { constructor: 'x' }, `context luigi:constructor: got a key that is not known, expected one of ${KNOWN}`],
    ['a name without its zone', { domainName: 'luigi.example.org' },
      'context luigi:hostedZoneId, luigi:hostedZoneName: got nothing beside luigi:domainName, expected luigi:hostedZoneId (the id of a hosted zone such as Z0123456789ABCDEFGHIJ); luigi:hostedZoneName (the name of the hosted zone such as example.org): they belong together'],
    ['a zone with the placeholder for its id', { ...ZONE, hostedZoneId: 'Z0123456789EXAMPLE00' },
      'context luigi:hostedZoneId: got nothing beside luigi:domainName, luigi:hostedZoneName, expected luigi:hostedZoneId (the id of a hosted zone such as Z0123456789ABCDEFGHIJ): they belong together'],
    ['a name beyond its zone', { ...ZONE, domainName: 'luigi.example.net' },
      'context luigi:domainName: got luigi.example.net, expected a name in the zone example.org of luigi:hostedZoneName'],
    ['Okta without its client', { login: 'okta', oktaDomain: 'example.okta.com' },
      'context luigi:oktaClientId, luigi:oktaClientSecretArn: got nothing beside luigi:oktaDomain, expected luigi:oktaClientId (the client id of the application in Okta); luigi:oktaClientSecretArn (the whole ARN, with its six last characters, of the Secrets Manager secret that holds the client secret): luigi:login=okta needs them'],
    ['OpenID Connect without an endpoint', { ...OIDC, oidcTokenEndpoint: null },
      'context luigi:oidcTokenEndpoint: got nothing beside luigi:oidcIssuer, luigi:oidcAuthorizationEndpoint, luigi:oidcUserInfoEndpoint, luigi:oidcClientId, luigi:oidcClientSecretArn, expected luigi:oidcTokenEndpoint (the provider\'s token_endpoint, an https URL): luigi:login=oidc needs them'],
    ['SAML without anything', { login: 'saml' },
      'context luigi:samlMetadataUrl, luigi:samlGroupsAttribute: got nothing, expected luigi:samlMetadataUrl (the address of the provider\'s metadata, an https URL); luigi:samlGroupsAttribute (the name of the assertion\'s attribute that holds groups, without spaces): luigi:login=saml needs them'],
    ['Okta that nobody chose', { oktaDomain: 'example.okta.com' },
      'context luigi:oktaDomain: got it beside luigi:login userPool, expected luigi:login=okta; give that, or leave luigi:oktaDomain out'],
    ['two providers', { ...OKTA, samlGroupsAttribute: 'groups' },
      'context luigi:samlGroupsAttribute: got it beside luigi:login okta, expected luigi:login=saml; give that, or leave luigi:samlGroupsAttribute out'],
    ['break-glass for a user pool', { breakGlass: 'ready' },
      'context luigi:breakGlass: got ready beside luigi:login userPool, expected luigi:login okta, oidc or saml: a user pool has no provider that could be down; leave luigi:breakGlass out'],
    ['workers without a credential', { workerSources: '10.0.0.0/8' },
      'context luigi:workerSecretArn: got nothing beside luigi:workerSources, expected luigi:workerSecretArn (the whole ARN, with its six last characters, of the Secrets Manager secret that holds the workers\' credentials, JSON with the fields current and previous): they belong together'],
    ['roles without their account\'s issuer', { machineRoles: MACHINES.machineRoles },
      'context luigi:machineIssuerUrl: got nothing beside luigi:machineRoles, expected luigi:machineIssuerUrl (the account\'s issuer of web identity tokens, as aws iam get-outbound-web-identity-federation-info tells it, an https URL): they belong together'],
    ['destroying what is protected', { removalPolicy: 'destroy' },
      'context luigi:removalPolicy: got destroy, expected luigi:deletionProtection=false beside it: load balancer and user pool would refuse to go'],
  ])('%s', (_what, context, message) => {
    expect(() => read(context)).toThrow(new Error(message));
  });
});

test('whatever is given is taken, or refused by the name of a key', () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(...Object.values({ ...ZONE, ...OKTA, ...OIDC, ...SAML, ...MACHINES }), true, false, 'true', 'destroy', 'active', '10.0.0.0/8', null),
    fc.anything(), fc.webUrl(), fc.domain(), fc.emailAddress(), fc.ipV4(),
  );
  fc.assert(fc.property(fc.dictionary(fc.constantFrom(...Object.keys(KEYS) as KeyName[]), value, { maxKeys: 8 }), (context) => {
    try {
      expect(Object.keys(read(context)).sort()).toEqual(Object.keys(PLACEHOLDERS).sort());
    } catch (error) {
      expect((error as Error).message).toMatch(/^context luigi:[A-Za-z]+(?:, luigi:[A-Za-z]+)*: got .*, expected /s);
    }
  }), { numRuns: 500 });
});

test('a network is one whatever its size, an address in it is none', () => {
  fc.assert(fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 32 }), (address, length) => {
    const network = Math.floor(address / 2 ** (32 - length)) * 2 ** (32 - length);
    const text = (value: number): string => `${[24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.')}/${length}`;
    expect(read({ allowedSources: text(network) }).allowedSources).toEqual([text(network)]);
    if (address !== network) expect(() => read({ allowedSources: text(address) })).toThrow('context luigi:allowedSources: got');
  }));
});
