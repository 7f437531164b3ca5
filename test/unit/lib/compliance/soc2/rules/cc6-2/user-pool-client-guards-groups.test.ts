import { Stack } from 'aws-cdk-lib';
import { ClientAttributes, OAuthScope, StringAttribute, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { USER_POOL_CLIENT_GUARDS_GROUPS } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/user-pool-client-guards-groups';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const SCOPE = 'aws.cognito.signin.user.admin';
const ADMIN = { AllowedOAuthFlowsUserPoolClient: 'true', AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid', SCOPE], ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] };
const SAFE = { ...ADMIN, AllowedOAuthScopes: ['openid', 'email'] };
const POOL = { Schema: [{ Name: 'groups', AttributeDataType: 'String', Mutable: true }, { Name: 'theme', Mutable: true }] };

/** A client of a pool; where a mapping is given, another stack has a provider of it. */
const client = (properties: object, pool: object = POOL, mapping?: object) =>
  verdictOn(USER_POOL_CLIENT_GUARDS_GROUPS, 'AWS::Cognito::UserPoolClient', { UserPoolId: { Ref: 'Pool' }, ...properties }, (stack) => {
    const { ref: UserPoolId } = raw(stack, 'Pool', 'AWS::Cognito::UserPool', pool);
    if (mapping !== undefined) raw(new Stack(stack.node.root, 'Other'), 'Idp', 'AWS::Cognito::UserPoolIdentityProvider', { UserPoolId, AttributeMapping: mapping });
  });

test.each([
  ['no way to edit', { ...SAFE, WriteAttributes: ['custom:groups'] }],
  ['the scope, but no such attribute to write', { ...ADMIN, WriteAttributes: ['email', 'custom:theme'] }],
  ['the scope in a flow that is off', { ...ADMIN, AllowedOAuthFlowsUserPoolClient: false }],
  ['the scope for programs only', { ...ADMIN, AllowedOAuthFlows: ['client_credentials'] }],
  ['scopes of a resource server', { ...SAFE, AllowedOAuthScopes: [{ 'Fn::Join': ['', [HANDED_IN, '/read']] }] }],
])('a client complies with %s', (_what, properties) => {
  expect(client(properties)).toEqual([]);
});

test.each([
  ['by the scope', { ...ADMIN, WriteAttributes: ['email', 'custom:groups'] }],
  ['by the scope, where the client may write whatever there is', ADMIN],
  ['by tokens of the API', { ...SAFE, ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] }],
  ['by tokens of the API, which is the default', { ...SAFE, ExplicitAuthFlows: undefined }],
  ['by the implicit flow', { ...ADMIN, AllowedOAuthFlows: ['implicit'] }],
])('people may edit their groups %s', (_what, properties) => {
  expect(client(properties)).toEqual(['custom:groups']);
});

test('an attribute that nobody can change is safe', () => {
  const pool = { Schema: [{ Name: 'groups', Mutable: 'false' }] };

  expect(client(ADMIN, pool)).toEqual([]);
  expect(client({ ...ADMIN, WriteAttributes: ['custom:groups'] }, pool)).toEqual([]);
});

test('one of which nothing is said can\'t be told, unless a provider writes it', () => {
  const pool = { Schema: [{ Name: 'groups', AttributeDataType: 'String' }] };

  expect(client(ADMIN, pool)).toEqual(unresolvedAt('UserPoolId'));
  expect(client(ADMIN, pool, { 'custom:groups': 'memberOf' })).toEqual(['custom:groups']);
  expect(client({ ...ADMIN, WriteAttributes: ['custom:groups'] }, pool)).toEqual(['custom:groups']);
  expect(client({ ...ADMIN, WriteAttributes: ['email'] }, pool)).toEqual([]);
  expect(client(SAFE, pool)).toEqual([]);
});

test('a pool without such an attribute is safe', () => {
  expect(client(ADMIN, {})).toEqual([]);
  expect(client(ADMIN, { Schema: [{ Name: 'controller', Mutable: true }, { Name: 'steam_id', Mutable: true }] })).toEqual([]);
});

test('what a provider of another stack maps decides too, whatever the attribute is called', () => {
  expect(client(ADMIN, {}, { 'custom:m': 'memberOf', 'email': 'mail' })).toEqual(['custom:m']);
  expect(client({ ...ADMIN, WriteAttributes: ['email', 'profile'] }, {}, { profile: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role' })).toEqual(['profile']);
  expect(client(ADMIN, {}, { email: 'mail' })).toEqual([]);
});

test('a pool that is not of the app', () => {
  expect(client({ ...ADMIN, UserPoolId: 'eu-west-1_abc' })).toEqual(unresolvedAt('UserPoolId'));
  expect(client({ ...ADMIN, UserPoolId: 'eu-west-1_abc', WriteAttributes: ['custom:roles'] })).toEqual(['custom:roles']);
  expect(client({ ...ADMIN, UserPoolId: 'eu-west-1_abc', WriteAttributes: ['email'] })).toEqual([]);
  expect(client({ ...SAFE, UserPoolId: 'eu-west-1_abc' })).toEqual([]);
});

test('what deployment decides is a finding of its own', () => {
  expect(client({ ...SAFE, AllowedOAuthScopes: [HANDED_IN] })).toEqual(unresolvedAt('AllowedOAuthScopes'));
  expect(client({ ...ADMIN, WriteAttributes: HANDED_IN })).toEqual(unresolvedAt('WriteAttributes'));
  expect(client({ ...ADMIN, AllowedOAuthFlows: HANDED_IN })).toEqual(unresolvedAt('AllowedOAuthScopes'));
});

test('clients that CDK makes, also in another stack', () => {
  const found = judged(USER_POOL_CLIENT_GUARDS_GROUPS, (stack) => {
    const pool = new UserPool(stack, 'Pool', { customAttributes: { groups: new StringAttribute({ mutable: true }) } });
    pool.addClient('Client');
    const other = new Stack(stack.node.root, 'Other');
    new UserPoolClient(other, 'Client', { userPool: pool });
    const safe = { userPool: pool, authFlows: { userSrp: false }, oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID] } };
    new UserPoolClient(other, 'Safe', { ...safe, writeAttributes: new ClientAttributes().withCustomAttributes('groups') });
    new UserPool(stack, 'Plain').addClient('Client');
  });

  expect(found).toEqual({
    'Stack/Pool/Client/Resource': ['custom:groups'], 'Other/Client/Resource': ['custom:groups'], 'Other/Safe/Resource': [], 'Stack/Plain/Client/Resource': [],
  });
});

test('groups of a pool are not looked at', () => {
  expect(verdictOn(USER_POOL_CLIENT_GUARDS_GROUPS, 'AWS::Cognito::UserPoolGroup', {})).toBeUndefined();
});
