import fc from 'fast-check';
import { Environment, SettingError } from '../../../../images/gateway/src/settings/environment';
import { readSettings } from '../../../../images/gateway/src/settings/settings';
import { tokenIssuers } from '../../../../images/gateway/src/settings/token-issuers';

const AWS = {
  name: 'aws', kind: 'aws-iam', issuer: 'https://0f1e2d3c.tokens.sts.global.api.aws', keysUrl: 'https://0f1e2d3c.tokens.sts.global.api.aws/.well-known/jwks.json',
  audience: 'https://luigi.example.com', roles: ['arn:aws:iam::111122223333:role/nightly', 'arn:aws:iam::111122223333:role/ci/*'],
};
const GITHUB = {
  name: 'github', kind: 'jwt', issuer: 'https://token.actions.githubusercontent.com', keysUrl: 'https://token.actions.githubusercontent.com/.well-known/jwks',
  audience: 'https://luigi.example.com', requiredClaims: { repository_owner_id: '1234' }, principalClaims: ['repository', 'sub', 'environment'],
};
const OKTA = {
  name: 'okta', kind: 'jwt', issuer: 'https://acme.okta.com/oauth2/default', keysUrl: 'https://acme.okta.com/oauth2/default/v1/keys',
  clientClaim: 'cid', clients: ['0oa1', '0oa2'],
};

const read = (value: unknown) => tokenIssuers(new Environment({ GATEWAY_TOKEN_ISSUERS: typeof value === 'string' ? value : JSON.stringify(value) }));
const without = (object: object, name: string) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

test('are none where it is not set', () => {
  expect(read('')).toEqual([]);
  expect(read([])).toEqual([]);
});

test('are read as the constructs write them', () => {
  expect(read([AWS, GITHUB, OKTA])).toEqual([AWS, GITHUB, OKTA]);
});

test('hold each value once, and as many as there may be', () => {
  const many = (count: number, of: (index: number) => string) => Array.from({ length: count }, (_, index) => of(index));
  const [clients, roles] = [many(50, (index) => `c${index}`), many(50, (index) => `arn:aws:iam::111122223333:role/r${index}`)];
  const github = { ...GITHUB, requiredClaims: Object.fromEntries(many(8, (index) => `c${index}`).map((name) => [name, 'x'])), principalClaims: many(10, (index) => `p${index}`) };
  expect(read([{ ...AWS, roles }, github, { ...OKTA, clients }])).toEqual([{ ...AWS, roles }, github, { ...OKTA, clients }]);
  expect(read([{ ...OKTA, clients: ['0oa1', '0oa2', '0oa1'] }])).toEqual([OKTA]);
});

test('are part of the settings', () => {
  const settings = readSettings({
    GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_OIDC_ISSUER: 'https://idp.example.com', GATEWAY_OIDC_CLIENT_ID: 'luigi',
    GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/luigi/0123456789abcdef',
    GATEWAY_MAPPINGS: 'directory:/access', GATEWAY_DECISION_LOG: 'file:/decisions', GATEWAY_TOKEN_ISSUERS: JSON.stringify([AWS]),
  });
  expect(settings.tokenIssuers).toEqual([AWS]);
});

test('may have their keys on the loopback interface, as the local service has', () => {
  expect(read([{ ...GITHUB, issuer: 'http://127.0.0.1:9000', keysUrl: 'http://127.0.0.1:9000/jwks.json' }])).toHaveLength(1);
});

const LIST = 'a JSON array of 5 issuers at most, no key twice in one object';
const TEXT = 'a string of 1 to 256 printable characters without space at either end';
const ISSUER = 'an https URL without query, letter by letter as the claim iss has it (http only on the loopback interface)';
const KEYS = 'an https URL without query (http only on the loopback interface): whoever answers there decides who is believed';
const ROLES = 'a list of 1 to 50 ARNs of IAM roles, exact or with a path and /* at the end, partition and account spelt out';
const NAME = 'lower-case letters, digits and inner hyphens, 32 at most';

test.each<[string, unknown, string]>([
  ['what is no JSON', 'aws', LIST],
  ['an object', AWS, LIST],
  ['null', 'null', LIST],
  ['six issuers', Array.from({ length: 6 }, (_, index) => ({ ...GITHUB, name: `n${index}`, issuer: `https://i${index}.example` })), LIST],
  ['a key that stands twice', JSON.stringify([GITHUB]).replace('"audience":', '"audience":"https://other.example.com","audience":'), LIST],
  ['what is no object', [7], '/0 to be an object'],
  ['a list for an issuer', [[AWS]], '/0 to be an object'],
  ['no kind', [without(AWS, 'kind')], '/0/kind to be aws-iam or jwt'],
  ['an unknown kind', [AWS, { ...GITHUB, kind: 'saml' }], '/1/kind to be aws-iam or jwt'],
  ['a kind that every object has', [{ ...AWS, kind: 'toString' }], '/0/kind to be aws-iam or jwt'],
  ['no name', [without(AWS, 'name')], `/0/name to be ${NAME}`],
  ['a name with a slash', [{ ...AWS, name: 'a/b' }], `/0/name to be ${NAME}`],
  ['a name in capitals', [{ ...AWS, name: 'AWS' }], `/0/name to be ${NAME}`],
  ['an unknown member', [{ ...AWS, audiences: [] }], '/0 to have no other members than name, kind, issuer, keysUrl, audience, roles'],
  ['clients of roles', [{ ...AWS, clients: ['x'] }], '/0 to have no other members than name, kind, issuer, keysUrl, audience, roles'],
  ['roles of another issuer', [{ ...GITHUB, roles: AWS.roles }],
    '/0 to have no other members than name, kind, issuer, keysUrl, audience, clientClaim, clients, requiredClaims, principalClaims'],
  ['an issuer that is no URL', [{ ...AWS, issuer: 'accounts.example.com' }], `/0/issuer to be ${ISSUER}`],
  ['an issuer with a space after it', [{ ...AWS, issuer: `${AWS.issuer} ` }], `/0/issuer to be ${ISSUER}`],
  ['keys in the clear', [{ ...AWS, keysUrl: 'http://keys.example.com/' }], `/0/keysUrl to be ${KEYS}`],
  ['keys with a password', [{ ...AWS, keysUrl: 'https://user:hunter2hunter2@keys.example.com/' }], `/0/keysUrl to be ${KEYS}`],
  ['keys with a query', [{ ...AWS, keysUrl: 'https://keys.example.com/?x=1' }], `/0/keysUrl to be ${KEYS}`],
  ['keys in a file', [{ ...AWS, keysUrl: 'file:///etc/keys.json' }], `/0/keysUrl to be ${KEYS}`],
  ['roles without audience', [without(AWS, 'audience')], `/0/audience to be ${TEXT}`],
  ['a list of audiences', [{ ...AWS, audience: ['https://luigi.example.com'] }], `/0/audience to be ${TEXT}`],
  ['an empty audience', [{ ...GITHUB, audience: '' }], `/0/audience to be ${TEXT}`],
  ['no roles', [without(AWS, 'roles')], `/0/roles to be ${ROLES}`],
  ['an empty list of roles', [{ ...AWS, roles: [] }], `/0/roles to be ${ROLES}`],
  ['every account\'s role', [{ ...AWS, roles: ['arn:aws:iam::*:role/nightly'] }], `/0/roles to be ${ROLES}`],
  ['a role with a way up', [{ ...AWS, roles: ['arn:aws:iam::111122223333:role/ci/../*'] }], `/0/roles to be ${ROLES}`],
  ['51 roles', [{ ...AWS, roles: Array.from({ length: 51 }, (_, index) => `arn:aws:iam::111122223333:role/r${index}`) }], `/0/roles to be ${ROLES}`],
  ['neither audience nor clients', [without(GITHUB, 'audience')], '/0 to have audience or clients, or both'],
  ['a client claim alone', [without(OKTA, 'clients')], '/0 to have audience or clients, or both'],
  ['clients without their claim', [without(OKTA, 'clientClaim')], '/0/clientClaim beside clients: the claim that names them'],
  ['no client', [{ ...OKTA, clients: [] }], `/0/clients to be a list of 1 to 50, each ${TEXT}`],
  ['a client that is a number', [{ ...OKTA, clients: [7] }], `/0/clients to be a list of 1 to 50, each ${TEXT}`],
  ['a client claim with a space', [{ ...OKTA, clientClaim: 'client id' }], '/0/clientClaim to be the name of a claim, 128 characters at most'],
  ['51 clients', [{ ...OKTA, clients: Array.from({ length: 51 }, (_, index) => `c${index}`) }], `/0/clients to be a list of 1 to 50, each ${TEXT}`],
  ['eleven principal claims', [{ ...GITHUB, principalClaims: [...'abcdefghijk'] }], '/0/principalClaims to be a list of 1 to 10 names of claims'],
  ['nine required claims', [{ ...GITHUB, requiredClaims: Object.fromEntries([...'abcdefghi'].map((name) => [name, 'x'])) }], `/0/requiredClaims to be an object of 1 to 8 claims, each ${TEXT}`],
  ['no required claim', [{ ...GITHUB, requiredClaims: {} }], `/0/requiredClaims to be an object of 1 to 8 claims, each ${TEXT}`],
  ['a required claim with a space', [{ ...GITHUB, requiredClaims: { 'a b': 'x' } }], `/0/requiredClaims to be an object of 1 to 8 claims, each ${TEXT}`],
  ['an issuer of 513 characters', [{ ...GITHUB, issuer: `https://id.example.com/${'x'.repeat(490)}` }], `/0/issuer to be ${ISSUER}`],
  ['a required claim that is true', [{ ...GITHUB, requiredClaims: { email_verified: true } }], `/0/requiredClaims to be an object of 1 to 8 claims, each ${TEXT}`],
  ['required claims in a list', [{ ...GITHUB, requiredClaims: ['x'] }], `/0/requiredClaims to be an object of 1 to 8 claims, each ${TEXT}`],
  ['a principal claim with an equals sign', [{ ...GITHUB, principalClaims: ['a=b'] }], '/0/principalClaims to be a list of 1 to 10 names of claims'],
  ['one name twice', [GITHUB, { ...OKTA, name: 'github' }], '/1/name to be that of no other issuer'],
  ['one issuer twice', [GITHUB, OKTA, { ...GITHUB, name: 'again' }], '/2/issuer to be that of no other issuer'],
  ['two issuers that could speak for one role', [AWS, { ...AWS, name: 'partner', issuer: 'https://4f5e6d7c.tokens.sts.global.api.aws', roles: ['arn:aws:iam::444455556666:role/x', 'arn:aws:iam::111122223333:role/other'] }],
    '/1/roles to be of accounts of which no other issuer has roles'],
])('%s: refused, without the value', (_what, value, expected) => {
  expect(() => read(value)).toThrow(new SettingError(`GATEWAY_TOKEN_ISSUERS is set, but not as expected (its value is not shown): expected ${expected}`));
});

test('a required claim may have any name, and is kept as what it is', () => {
  const [issuer] = read(JSON.stringify([GITHUB]).replace('"repository_owner_id"', '"__proto__"'));
  expect(Object.entries(issuer?.requiredClaims ?? {})).toEqual([['__proto__', '1234']]);
});

test('whatever is set, it is read or refused by one line that names the variable and holds nothing of it', () => {
  const value = fc.oneof(fc.json(), fc.string(), fc.jsonValue().map((each) => JSON.stringify([{ ...AWS, marker: 'marker', ...(each as object) }])));
  fc.assert(fc.property(value, (text) => {
    try {
      read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(SettingError);
      expect((error as Error).message).toMatch(/^GATEWAY_TOKEN_ISSUERS is set, but not as expected \(its value is not shown\): expected [^\n]+$/);
      expect((error as Error).message).not.toContain('marker');
    }
  }));
});
