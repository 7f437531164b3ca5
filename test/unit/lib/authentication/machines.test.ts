import { App, Stack, Token } from 'aws-cdk-lib';
import {
  OAuthScope, ResourceServerScope, UserPool, UserPoolClient, type CfnUserPoolClient, type IUserPool, type IUserPoolClient, type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { AwsIamMachineOptions } from '../../../../lib/authentication/aws-iam-machine-options';
import type { GithubActionsOptions } from '../../../../lib/authentication/github-actions-options';
import type { JwtMachineOptions } from '../../../../lib/authentication/jwt-machine-options';
import { MachineAuthentication } from '../../../../lib/authentication/machine-authentication';
import { MachineSubject, type MachineAuthenticationConfig } from '../../../../lib/authentication/machine-authentication-config';
import { checkApartFromLogin, trustedIssuers } from '../../../../lib/authentication/machines/trusted-issuers';
import type { OktaMachineOptions } from '../../../../lib/authentication/okta-machine-options';

const HOST = 'luigi.example.com';
const AWS_ISSUER = 'https://1a2b3c4d-5e6f-4a1b-8c2d-0123456789ab.tokens.sts.global.api.aws';
const ROLE = 'arn:aws:iam::111122223333:role/nightly';

const bind = (machine: MachineAuthentication) => machine.bind({ hostName: HOST });
/** Without what is not set. */
const told = (machine: MachineAuthentication) => JSON.parse(JSON.stringify(bind(machine))) as unknown;

describe('IAM roles', () => {
  const iam = (over: Partial<AwsIamMachineOptions> = {}) => MachineAuthentication.awsIam({ issuer: AWS_ISSUER, allowedRoleArns: [ROLE], ...over });

  test('with the least, are of the account that the issuer is of, with tokens for the service', () => {
    expect(told(iam())).toEqual({
      name: 'aws', subject: 'aws-iam', issuer: AWS_ISSUER, keysUrl: `${AWS_ISSUER}/.well-known/jwks.json`, audience: 'https://luigi.example.com', roles: [ROLE],
    });
  });

  test('with everything that can be set, may be named by construct, by ARN and by path', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws-cn:iam::111122223333:role/team/report');

    expect(told(iam({ name: 'ci', audience: 'urn:luigi', allowedRoles: [role], allowedRoleArns: ['arn:aws-cn:iam::111122223333:role/ci/*'] }))).toEqual({
      name: 'ci', subject: 'aws-iam', issuer: AWS_ISSUER, keysUrl: `${AWS_ISSUER}/.well-known/jwks.json`, audience: 'urn:luigi',
      roles: ['arn:aws-cn:iam::111122223333:role/team/report', 'arn:aws-cn:iam::111122223333:role/ci/*'],
    });
  });

  test('may be known at deployment only, but for the star', () => {
    const stack = new Stack(new App(), 'Stack');
    const below = (resourceName: string) => stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName });

    expect(() => iam({ allowedRoleArns: [below('ci/*'), below('nightly'), Token.asString({ Ref: 'Role' })] })).not.toThrow();
    expect(() => iam({ allowedRoleArns: [below('ci*')] })).toThrow(/^allowed role is ".*", expected the ARN of an IAM role/);
    for (const odd of ['*/ci', '../ci', 'ci/..', 'ci//*', '//ci', 'ci/']) expect(() => iam({ allowedRoleArns: [below(odd)] })).toThrow(/^allowed role is /);
  });

  const ill = (arn: string) => `allowed role is "${arn}", expected the ARN of an IAM role such as arn:aws:iam::111122223333:role/nightly, or of all below a path such as arn:aws:iam::111122223333:role/ci/*: partition and account are always spelled out, and no part of the path is empty, . or ..`;
  test.each<[string, Partial<AwsIamMachineOptions>, string]>([
    ['nobody', { allowedRoleArns: undefined }, 'got neither allowedRoles nor allowedRoleArns, expected the roles that may call: every role of the account could otherwise; say role/* to mean that'],
    ...[
      'arn:aws:iam::*:role/nightly', 'arn:*:iam::111122223333:role/nightly', 'arn:aws:iam::111122223333:role/ci*', 'arn:aws:iam::111122223333:role/*/deploy',
      'arn:aws:iam::111122223333:user/ada', 'arn:aws:sts::111122223333:assumed-role/nightly/run', 'nightly', '*', 'arn:aws:iam::111122223333:role/', 'arn:aws:iam::111122223333:role/a//b', 'arn:aws:iam::111122223333:role/ci/../*', 'arn:aws:iam::111122223333:role/..', 'arn:aws:iam::111122223333:role/./x',
    ].map((arn): [string, Partial<AwsIamMachineOptions>, string] => [arn, { allowedRoleArns: [arn] }, ill(arn)]),
    ['one role twice', { allowedRoleArns: [ROLE, ROLE] }, `allowed roles holds "${ROLE}" twice, expected each once: remove one`],
    ['51 roles', { allowedRoleArns: Array.from({ length: 51 }, (_, index) => `${ROLE}${index}`) }, 'allowed roles holds 51 values, expected 1 to 50'],
    ['roles of two accounts', { allowedRoleArns: [ROLE, 'arn:aws:iam::444455556666:role/nightly'] },
      'allowed roles are of the accounts 111122223333, 444455556666, expected one account: each has an issuer of its own; give another MachineAuthentication.awsIam for each'],
    ['an issuer with a slash at its end', { issuer: `${AWS_ISSUER}/` }, `issuer is "${AWS_ISSUER}/", expected no slash at its end: STS writes none, and it is compared letter by letter`],
    ['an issuer without https', { issuer: 'http://x.tokens.sts.global.api.aws' }, 'issuer is "http://x.tokens.sts.global.api.aws", expected an https URL such as https://login.example.com/path'],
    ['an issuer whose key set has too long an address', { issuer: `https://${'x.'.repeat(110)}example.com` }, 'key set of issuer has 261 characters, expected 256 at most: load balancers take no longer one'],
    ['the UUID alone', { issuer: '1a2b3c4d' }, 'issuer is "1a2b3c4d", expected an https URL such as https://login.example.com/path'],
    ['an audience with a space at its end', { audience: 'x ' }, 'audience is "x ", expected 1 to 256 characters, none of them invisible or for control, without a space at either end'],
    ['a name in capitals', { name: 'AWS' }, 'name is "AWS", expected lower-case letters, digits and inner hyphens, 32 at most, such as github'],
  ])('are refused with %s', (_what, over, message) => {
    expect(() => iam(over)).toThrow(new Error(message));
  });
});

describe('any issuer', () => {
  const jwt = (over: Partial<JwtMachineOptions> = {}) => MachineAuthentication.jwt({ name: 'idp', issuer: 'https://id.example.com/', ...over });

  test('with the least, signs for the service, and the subject names the caller', () => {
    expect(told(jwt())).toEqual({
      name: 'idp', subject: 'jwt', issuer: 'https://id.example.com/', keysUrl: 'https://id.example.com/.well-known/jwks.json', audience: 'https://luigi.example.com',
    });
  });

  test('with everything that can be set', () => {
    const all = {
      keysUrl: 'https://keys.example.com/set', audience: 'api://luigi', clientClaim: 'azp', clients: ['one', 'two'], requiredClaims: { tenant: 'acme' }, principalClaims: ['team'],
    };
    expect(told(jwt(all))).toEqual({ name: 'idp', subject: 'jwt', issuer: 'https://id.example.com/', ...all });
  });

  test('may have no audience, where clients are named', () => {
    expect(told(jwt({ withoutAudience: true, clientClaim: 'azp', clients: ['one'] }))).toEqual({
      name: 'idp', subject: 'jwt', issuer: 'https://id.example.com/', keysUrl: 'https://id.example.com/.well-known/jwks.json', clientClaim: 'azp', clients: ['one'],
    });
  });

  const notPublic = (url: string) => `keysUrl is "${url}", expected the name of a host that the internet can reach: the load balancer reads keys from there, by no way of your network`;
  const claimName = 'expected the name of a claim: 1 to 128 letters, digits and _ : . / -';
  const text = 'expected 1 to 256 characters, none of them invisible or for control, without a space at either end';
  test.each<[string, Partial<JwtMachineOptions>, string]>([
    ['no name', { name: '' }, 'name is "", expected lower-case letters, digits and inner hyphens, 32 at most, such as github'],
    ['a name that is known at deployment only', { name: Token.asString({ Ref: 'Name' }) }, 'name is known at deployment only, expected a name that is written out: principals and the header X-Luigi-Issuer have it'],
    ['an issuer with a query', { issuer: 'https://id.example.com?x' }, 'issuer is "https://id.example.com?x", expected a URL without ? and #'],
    ['an issuer with credentials', { issuer: 'https://a:b@id.example.com' }, 'issuer holds credentials (not shown), expected an https URL without them'],
    ['an issuer of 257 characters', { issuer: `https://id.example.com/${'x'.repeat(234)}` }, 'issuer has 257 characters, expected 256 at most: load balancers take no longer one'],
    ['an issuer that is not ASCII', { issuer: 'https://id.example.com/\u00e9' }, 'issuer is "https://id.example.com/\\u00e9", expected printable ASCII without spaces: it is compared letter by letter'],
    ...['https://localhost/keys', 'https://10.1.2.3/keys', 'https://172.16.0.1/keys', 'https://172.20.0.1/keys', 'https://172.31.255.1/keys', 'https://0.0.0.0/keys', 'https://192.168.0.1/keys', 'https://169.254.169.254/keys', 'https://127.0.0.1/keys', 'https://[::1]/keys',
      'https://idp/keys', 'https://idp.internal/keys', 'https://idp.local/keys'].map((keysUrl): [string, Partial<JwtMachineOptions>, string] => [keysUrl, { keysUrl }, notPublic(keysUrl)]),
    ['keys on another port', { keysUrl: 'https://id.example.com:8443/keys' }, 'keysUrl is "https://id.example.com:8443/keys", expected port 443, which https has by itself: load balancer and task are let out to no other'],
    ['keys without a path', { keysUrl: 'https://keys.example.com' }, 'keysUrl is "https://keys.example.com", expected an address with a path, such as https://id.example.com/keys: load balancers take no other'],
    ['clients without a claim', { clients: ['a'] }, 'got clients without clientClaim, expected the claim that names them, such as client_id, cid or azp: give clientClaim'],
    ['no client in the list', { clientClaim: 'azp', clients: [] }, 'clients holds 0 values, expected 1 to 50'],
    ['a client twice', { clientClaim: 'azp', clients: ['a', 'a'] }, 'clients holds "a" twice, expected each once: remove one'],
    ['an empty client', { clientClaim: 'azp', clients: [''] }, `clients is "", ${text}`],
    ['an invisible client', { clientClaim: 'azp', clients: ['a\u200b'] }, `clients is "a\\u200b", ${text}`],
    ['a client of 257 characters', { clientClaim: 'azp', clients: ['x'.repeat(257)] }, `clients is "${'x'.repeat(79)}... (cut), ${text}`],
    ['an audience with a line break', { audience: 'a\nb' }, `audience is "a\\nb", ${text}`],
    ['clients that are known at deployment only', { clientClaim: 'azp', clients: Token.asList({ Ref: 'Clients' }) }, 'clients is a list that is known at deployment only, expected clients one by one: each may be a token'],
    ['neither audience nor clients', { withoutAudience: true }, 'got withoutAudience without clients, expected clients: else every token of the issuer, whoever it is for, would be good here'],
    ['an audience and none', { withoutAudience: true, audience: 'x', clientClaim: 'azp', clients: ['a'] }, 'got both audience and withoutAudience, expected one of them: leave one out'],
    ['a claim that is no name', { clientClaim: 'a b' }, `clientClaim holds "a b", ${claimName}`],
    ['the issuer as client', { clientClaim: 'iss' }, 'clientClaim holds iss, expected others than exp, iss, nbf, iat, aud: these are always looked at'],
    ['an audience among the claims', { requiredClaims: { aud: 'x' } }, 'requiredClaims holds aud, expected others than exp, iss, nbf, iat, aud: these are always looked at'],
    ['a time among the claims', { requiredClaims: { exp: '1' } }, 'requiredClaims holds exp, expected others than exp, iss, nbf, iat, aud: these are always looked at'],
    ['the client among the claims', { clientClaim: 'azp', requiredClaims: { azp: 'x' } }, 'requiredClaims holds azp, which is the clientClaim, expected clients to say its values: leave it out of requiredClaims'],
    ['nine claims', { requiredClaims: Object.fromEntries([...'abcdefghi'].map((name) => [name, 'x'])) }, 'requiredClaims holds 9 values, expected 1 to 8'],
    ['no claim in the list', { requiredClaims: {} }, 'requiredClaims holds 0 values, expected 1 to 8'],
    ['a claim without a value', { requiredClaims: { team: '' } }, `requiredClaims.team is "", ${text}`],
    ['an audience with half a letter', { audience: 'a\ud800' }, `audience is "a\\ud800", ${text}`],
    ['an audience of 258 characters, as they are counted', { audience: '\u{1F600}'.repeat(129) }, `audience is "${'\\ud83d\\ude00'.repeat(9).slice(0, 79)}... (cut), ${text}`],
    ['eleven claims for mappings', { principalClaims: [...'abcdefghijk'] }, 'principalClaims holds 11 values, expected 1 to 10'],
    ['a claim for mappings that is no name', { principalClaims: ['a=b'] }, `principalClaims holds "a=b", ${claimName}`],
  ])('is refused with %s', (_what, over, message) => {
    expect(() => jwt(over)).toThrow(new Error(message));
  });

  test('is refused where the host name makes an audience that nobody can compare', () => {
    expect(() => jwt().bind({ hostName: `${'x'.repeat(250)}.example.com` })).toThrow(/^audience is "https:/);
  });
});

describe('service apps of Okta', () => {
  const okta = (over: Partial<OktaMachineOptions> = {}) => MachineAuthentication.okta({ domain: 'example.okta.com', authorizationServerId: 'default', clients: ['0oa1'], ...over });

  test('are named by cid, at a custom authorization server', () => {
    expect(told(okta())).toEqual({
      name: 'okta', subject: 'jwt', issuer: 'https://example.okta.com/oauth2/default', keysUrl: 'https://example.okta.com/oauth2/default/v1/keys',
      audience: 'https://luigi.example.com', clientClaim: 'cid', clients: ['0oa1'],
    });
    expect(told(okta({ audience: 'api://default', name: 'corp' }))).toMatchObject({ audience: 'api://default', name: 'corp' });
  });

  test.each<[string, Partial<OktaMachineOptions>, string]>([
    ['a URL', { domain: 'https://example.okta.com' }, 'domain is "https://example.okta.com", expected a host name in lower case such as example.okta.com, without https:// and path'],
    ['a server that is a path', { authorizationServerId: 'oauth2/default' }, 'authorizationServerId is "oauth2/default", expected the id of a custom authorization server such as default: letters and digits'],
    ['no client', { clients: [] }, 'clients holds 0 values, expected 1 to 50'],
  ])('are refused with %s', (_what, over, message) => {
    expect(() => okta(over)).toThrow(new Error(message));
  });
});

describe('clients of Cognito', () => {
  function pool() {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
    const userPool = new UserPool(stack, 'Pool');
    const scope = new ResourceServerScope({ scopeName: 'call', scopeDescription: 'Call Luigi' });
    const server = userPool.addResourceServer('Luigi', { identifier: 'https://luigi.example.com', scopes: [scope] });
    const machine = (id: string) => userPool.addClient(id, {
      generateSecret: true, authFlows: { userSrp: false },
      oAuth: { flows: { clientCredentials: true }, scopes: [OAuthScope.resourceServer(server, scope)] },
    });
    return { stack, userPool, machine };
  }
  const SCOPE = 'https://luigi.example.com/call';
  const forPages = { generateSecret: true, oAuth: { flows: { authorizationCodeGrant: true } } };
  const forMachines = { generateSecret: true, oAuth: { flows: { clientCredentials: true } } };

  test('are named by client_id, by access tokens only, which have no audience', () => {
    const { stack, userPool, machine } = pool();

    const config = stack.resolve(bind(MachineAuthentication.cognitoClientCredentials({ userPool, clients: [machine('One')], scope: 'https://luigi.example.com/call' })));

    const issuer = ['https://', { 'Fn::GetAtt': ['PoolD3F588B8', 'ProviderName'] }];
    expect(config).toEqual({
      name: 'cognito', subject: 'jwt', issuer: { 'Fn::Join': ['', issuer] }, keysUrl: { 'Fn::Join': ['', [...issuer, '/.well-known/jwks.json']] },
      clientClaim: 'client_id', clients: [{ Ref: expect.stringMatching(/^PoolOne/) }], requiredClaims: { token_use: 'access', scope: 'https://luigi.example.com/call' },
    });
  });

  test('may be brought', () => {
    const { stack } = pool();
    const userPool = UserPool.fromUserPoolId(stack, 'Brought', 'eu-central-1_Abcdefghi');
    const clients = [UserPoolClient.fromUserPoolClientId(stack, 'BroughtClient', '1abcdefghijklmnopqrstuvwxy')];

    expect(bind(MachineAuthentication.cognitoClientCredentials({ userPool, clients, name: 'pool' }))).toMatchObject({
      name: 'pool', issuer: expect.stringMatching(/^https:\/\/cognito-idp\.eu-central-1\..*\/eu-central-1_Abcdefghi$/), clients: ['1abcdefghijklmnopqrstuvwxy'], requiredClaims: { token_use: 'access' },
    });
  });

  test('that people log in with are refused', () => {
    const { userPool, machine } = pool();
    const people = userPool.addClient('People', forPages);

    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool, clients: [machine('One'), people], scope: SCOPE })).toThrow(new Error(
      'app client Stack/Pool/People has the OAuth flows code, expected client_credentials alone: people\'s access tokens name their client too; make a client for machines only (oAuth: { flows: { clientCredentials: true } }, authFlows: { userSrp: false })'));
  });

  test.each<[string, (stack: Stack, people: UserPoolClient) => IUserPoolClient]>([
    ['in the same stack', (stack, people) => UserPoolClient.fromUserPoolClientId(stack, 'Brought', people.userPoolClientId)],
    ['in another stack', (stack, people) => UserPoolClient.fromUserPoolClientId(new Stack(stack.node.root as App, 'Other'), 'Brought', people.userPoolClientId)],
  ])('that people log in with are known by their id, too, brought %s', (_what, bring) => {
    const { stack, userPool } = pool();
    const brought = bring(stack, userPool.addClient('People', forPages));

    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool, clients: [brought], scope: SCOPE })).toThrow(/^app client (?:Stack|Other)\/Brought has the OAuth flows code, expected client_credentials alone/);
  });

  test.each<[string, UserPoolClientOptions, string]>([
    ['by the flows that Cognito allows unless it is told', forMachines, 'ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH'],
    ['by a password', { ...forMachines, authFlows: { adminUserPassword: true } }, 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
  ])('that people can sign in by API with, %s, need a scope', (_what, options, flows) => {
    const { userPool } = pool();
    const clients = [userPool.addClient('Both', options)];

    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool, clients, scope: SCOPE })).not.toThrow();
    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool, clients })).toThrow(new Error(
      `app client Stack/Pool/Both lets people sign in by API (${flows}), and no scope is given, expected one or the other: their access tokens name their client too; give it authFlows: { userSrp: false }, or give scope`));
  });

  test('may get tokens by Cognito\'s API, which is for machines alone', () => {
    const { userPool } = pool();
    const client = userPool.addClient('Token', { generateSecret: true, disableOAuth: true });
    (client.node.defaultChild as CfnUserPoolClient).explicitAuthFlows = ['ALLOW_CLIENT_TOKEN_AUTH'];

    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool, clients: [client] })).not.toThrow();
  });

  test('of another pool are refused, as far as can be told', () => {
    const { stack, machine } = pool();
    const clients = [machine('One')];
    const other = (id: string, userPool: IUserPool) => () => MachineAuthentication.cognitoClientCredentials({ userPool, clients, name: id });

    expect(other('made', new UserPool(stack, 'Other'))).toThrow(new Error(
      'app client Stack/Pool/One is of another user pool than Stack/Other, expected one of that pool: give another MachineAuthentication.cognitoClientCredentials for each pool'));
    expect(other('brought', UserPool.fromUserPoolId(stack, 'ById', 'eu-central-1_Abcdefghi'))).not.toThrow();
  });

  test.each(['call', 'https://luigi.example.com/call luigi/other', 'aws.cognito.signin.user.admin', '/call', 'luigi/'])('are refused with the scope %s, which no token of theirs has', (scope) => {
    const { userPool, machine } = pool();

    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool, clients: [machine('One')], scope })).toThrow(new Error(
      `scope is "${scope}", expected one scope with its resource server before it, such as https://luigi.example.com/call: tokens of machines have no others`));
  });

  test('are refused where there are none', () => {
    expect(() => MachineAuthentication.cognitoClientCredentials({ userPool: pool().userPool, clients: [] })).toThrow(new Error('clients holds 0 values, expected 1 to 50'));
  });
});

describe('workflows of GitHub', () => {
  test('may be all of an owner', () => {
    expect(told(MachineAuthentication.githubActions({ owner: 'acme', ownerId: '1234567' }))).toEqual({
      name: 'github', subject: 'jwt', issuer: 'https://token.actions.githubusercontent.com', keysUrl: 'https://token.actions.githubusercontent.com/.well-known/jwks',
      audience: 'https://luigi.example.com', requiredClaims: { repository_owner: 'acme', repository_owner_id: '1234567' }, principalClaims: ['repository', 'sub'],
    });
  });

  test('may be those of some repositories, of an environment, of an enterprise', () => {
    expect(told(MachineAuthentication.githubActions({
      repositories: ['acme/etl', 'acme/reports'], requiredClaims: { environment: 'production' }, principalClaims: ['sub'], audience: 'luigi', name: 'ci',
      issuer: 'https://token.actions.githubusercontent.com/acme',
    }))).toEqual({
      name: 'ci', subject: 'jwt', issuer: 'https://token.actions.githubusercontent.com/acme', keysUrl: 'https://token.actions.githubusercontent.com/acme/.well-known/jwks',
      audience: 'luigi', clientClaim: 'repository', clients: ['acme/etl', 'acme/reports'], requiredClaims: { environment: 'production' }, principalClaims: ['sub'],
    });
  });

  test.each<[string, GithubActionsOptions, string]>([
    ['nobody', {}, 'got none of repositories, owner and ownerId, expected one at least: GitHub signs for the workflows of everybody'],
    ['no repository in the list', { repositories: [] }, 'clients holds 0 values, expected 1 to 50'],
    ['a pattern', { repositories: ['acme/*'] }, 'repositories holds "acme/*", expected owner and name such as acme/etl, without patterns'],
    ['a URL', { repositories: ['https://github.com/acme/etl'] }, 'repositories holds "https://github.com/acme/etl", expected owner and name such as acme/etl, without patterns'],
    ['a repository of an owner who is called almost so', { repositories: ['acme-evil/etl'], owner: 'acme' }, 'repositories holds acme-evil/etl, expected one of the owner acme: correct one of them'],
    ['a repository of another owner', { repositories: ['evil/etl'], owner: 'acme' }, 'repositories holds evil/etl, expected one of the owner acme: correct one of them'],
    ['an owner that is a path', { owner: 'acme/etl' }, 'owner is "acme/etl", expected the name of an organisation or a person such as acme'],
    ['an id that is a name', { ownerId: 'acme' }, 'ownerId is "acme", expected digits, such as 1234567'],
    ['the owner twice', { owner: 'acme', requiredClaims: { repository_owner: 'acme' } }, 'requiredClaims holds repository_owner, which owner says, expected it once: leave it out of requiredClaims'],
  ])('are refused with %s', (_what, options, message) => {
    expect(() => MachineAuthentication.githubActions(options)).toThrow(new Error(message));
  });
});

describe('the client that people log in as', () => {
  const machines = (issuer: string, clients = ['luigi']) => trustedIssuers([MachineAuthentication.jwt({ name: 'idp', issuer, clientClaim: 'azp', clients })], HOST);

  test('is no machine', () => {
    expect(() => { checkApartFromLogin(machines('https://id.example.com/realms/a'), { issuer: 'https://id.example.com/realms/a', clientId: 'luigi' }); }).toThrow(new Error(
      'machineAuthentication lets in the client "luigi" of the issuer idp, by which people log in, expected clients of machines only: people\'s access tokens name their client too; make one for machines'));
  });

  test.each([
    ['https://example.okta.com', 'https://example.okta.com/oauth2/aus1b2c3'], ['https://example.okta.com/oauth2/default', 'https://example.okta.com/oauth2/aus1b2c3'], ['https://id.example.com/', 'https://id.example.com'],
  ])('is none at another authorization server of one organisation: %s, %s', (issuer, machinesIssuer) => {
    expect(() => { checkApartFromLogin(machines(machinesIssuer), { issuer, clientId: 'luigi' }); }).toThrow(/^machineAuthentication lets in the client "luigi"/);
  });

  test('may be called as one of another provider is', () => {
    expect(() => { checkApartFromLogin(machines('https://id.example.com/realms/b'), { issuer: 'https://id.example.com/realms/a', clientId: 'luigi' }); }).not.toThrow();
    expect(() => { checkApartFromLogin(machines('https://other.example.com'), { issuer: 'https://id.example.com', clientId: 'luigi' }); }).not.toThrow();
    expect(() => { checkApartFromLogin(machines('https://id.example.com', ['pipeline']), { issuer: 'https://id.example.com', clientId: 'luigi' }); }).not.toThrow();
  });
});

describe('several issuers', () => {
  const jwt = (name: string, issuer = `https://${name}.example.com`) => MachineAuthentication.jwt({ name, issuer });

  test('keep their order', () => {
    expect(trustedIssuers([jwt('b'), jwt('a')], HOST).map(({ name }) => name)).toEqual(['b', 'a']);
  });

  test.each<[string, MachineAuthentication[], string]>([
    ['six', [...'abcdef'].map((name) => jwt(name)), 'machineAuthentication holds 6 issuers, expected 5 at most: leave some out'],
    ['two of a name', [jwt('a'), jwt('a', 'https://b.example.com')], 'machineAuthentication has the name "a" twice, expected one of a kind: name each, by name'],
    ['one issuer twice', [jwt('a'), jwt('b', 'https://a.example.com')], 'machineAuthentication has the issuer "https://a.example.com" twice, expected one of a kind: put what may call by its tokens into one of them'],
    ['two for one account', [
      MachineAuthentication.awsIam({ issuer: 'https://a.example.com', allowedRoleArns: ['arn:aws:iam::111122223333:role/nightly'] }),
      MachineAuthentication.awsIam({ name: 'partner', issuer: 'https://b.example.com', allowedRoleArns: ['arn:aws:iam::444455556666:role/x', 'arn:aws:iam::444455556666:role/*'] }),
      MachineAuthentication.awsIam({ name: 'other', issuer: 'https://c.example.com', allowedRoleArns: ['arn:aws:iam::111122223333:role/ci/*'] }),
    ], 'machineAuthentication has roles of account 111122223333 by aws and by other, expected those of an account by one issuer: each account has one, and another could speak for its roles'],
  ])('are refused where they are %s', (_what, machines, message) => {
    expect(() => trustedIssuers(machines, HOST)).toThrow(new Error(message));
  });

  test.each<[string, Partial<MachineAuthenticationConfig>, string]>([
    ['a way up', { subject: MachineSubject.IAM_ROLE, roles: ['arn:aws:iam::111122223333:role/ci/../*'] }, 'allowed role is "arn:aws:iam::111122223333:role/ci/../*", expected the ARN'],
    ['no role', { subject: MachineSubject.IAM_ROLE }, 'allowed roles holds 0 values, expected 1 to 50'],
    ['roles without audience', { subject: MachineSubject.IAM_ROLE, audience: undefined, roles: [ROLE] }, 'issuer good has no audience, expected one: tokens of STS are for anybody else'],
    ['neither audience nor clients', { audience: undefined }, 'issuer good has neither audience nor clients, expected one of them: else every token of the issuer'],
    ['keys in the clear', { keysUrl: 'http://id.example.com/keys' }, 'keysUrl is "http://id.example.com/keys", expected an https URL'],
  ])('of a way in of one\'s own are refused with %s', (_what, over, message) => {
    class Own extends MachineAuthentication {
      public bind() {
        return { ...bind(jwt('good')), ...over };
      }
    }
    expect(() => trustedIssuers([new Own()], HOST)).toThrow(message);
  });

  test('of a way in of one\'s own are looked at as well', () => {
    class Own extends MachineAuthentication {
      public bind() {
        return { ...bind(jwt('good')), name: 'Bad Name' };
      }
    }
    expect(() => trustedIssuers([new Own()], HOST)).toThrow(new Error('name is "Bad Name", expected lower-case letters, digits and inner hyphens, 32 at most, such as github'));
  });
});
