import { App, CfnOutput, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ClientAttributes, OAuthScope, UserPool, UserPoolClient, UserPoolDomain, type UserPoolClientOptions } from 'aws-cdk-lib/aws-cognito';
import { ListenerAction, UnauthenticatedAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Authentication } from '../../../../lib/authentication/authentication';
import type { CognitoOptions } from '../../../../lib/authentication/cognito-options';
import { bindOptions, bound, loginOf, REGION, stackIn } from './bound';

const SAFE: UserPoolClientOptions = { generateSecret: true, authFlows: { userSrp: false }, oAuth: { scopes: [OAuthScope.OPENID] } };

function brought(overrides: Partial<CognitoOptions> = {}, stack = stackIn()): CognitoOptions {
  return {
    userPool: UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_AbCdEf'),
    userPoolClient: UserPoolClient.fromUserPoolClientId(stack, 'Client', 'client1'),
    userPoolDomain: UserPoolDomain.fromDomainName(stack, 'Domain', 'example'),
    ...overrides,
  };
}

describe('cognito', () => {
  test("by default, takes the pool's groups from the access token, for 8 hours", () => {
    const stack = stackIn();
    const { config } = bound(Authentication.cognito(brought({}, stack)), stack);
    expect(loginOf(stack).AuthenticateCognitoConfig).toMatchObject({
      UserPoolClientId: 'client1', UserPoolDomain: 'example', Scope: 'openid profile email', SessionTimeout: '28800', OnUnauthenticatedRequest: 'authenticate',
    });
    const { login: _login, ...values } = config;
    expect(stack.resolve(values)).toMatchObject({
      issuer: { 'Fn::Join': ['', ['https://cognito-idp.eu-central-1.', { Ref: 'AWS::URLSuffix' }, '/eu-central-1_AbCdEf']] },
      clientId: 'client1', userClaim: 'sub', groupsSource: 'cognito-access-token', groupsClaim: 'cognito:groups',
      signOutUrl: 'https://example.auth.eu-central-1.amazoncognito.com/logout?client_id=client1&logout_uri=https%3A%2F%2Fluigi.example.com%2Fsigned-out',
    });
  });

  test('with everything that can be set, passes it on', () => {
    const stack = stackIn();
    const { config } = bound(Authentication.cognito(brought({
      scopes: ['luigi/read'], groupsAttribute: 'custom:teams', userClaim: 'custom:number', nobodyCanEditAttributes: true,
      sessionTimeout: Duration.hours(1), authorizationParameters: { identity_provider: 'corp' }, userPoolDomainUrl: 'https://login.example.com/',
    }, stack)), stack);
    expect(loginOf(stack).AuthenticateCognitoConfig).toMatchObject({
      Scope: 'openid luigi/read', SessionTimeout: '3600', AuthenticationRequestExtraParams: { identity_provider: 'corp' },
    });
    expect(config).toMatchObject({
      userClaim: 'custom:number', groupsSource: 'saml-attribute', groupsClaim: 'custom:teams',
      signOutUrl: expect.stringMatching(/^https:\/\/login\.example\.com\/logout\?/),
    });
  });

  test('groups by an attribute hold for 4 hours, since they are only read at login', () => {
    const stack = stackIn();
    bound(Authentication.cognito(brought({ groupsAttribute: 'custom:teams', nobodyCanEditAttributes: true }, stack)), stack);
    expect(loginOf(stack).AuthenticateCognitoConfig).toMatchObject({ SessionTimeout: '14400' });
  });

  describe("the address of Cognito's pages", () => {
    test.each([
      ['a domain of its own', 'login.example.com', 'eu-central-1', 'https://login.example.com/'],
      ['a prefix', 'example', 'eu-central-1', 'https://example.auth.eu-central-1.amazoncognito.com/'],
      ['a prefix in GovCloud', 'example', 'us-gov-west-1', 'https://example.auth-fips.us-gov-west-1.amazoncognito.com/'],
      ['a prefix in the other GovCloud', 'example', 'us-gov-east-1', 'https://example.auth-fips.us-gov-east-1.amazoncognito.com/'],
    ])('is known for %s', (_what, domain, region, expected) => {
      const stack = stackIn({ account: '123456789012', region });
      const config = Authentication.cognito(brought({ userPoolDomain: UserPoolDomain.fromDomainName(stack, 'Named', domain) }, stack))
        .bind(stack, bindOptions(stack));
      expect(config.signOutUrl).toContain(`${expected}logout?`);
    });

    test('is decided at deployment where the region is', () => {
      const stack = stackIn({});
      const config = Authentication.cognito(brought({}, stack)).bind(stack, bindOptions(stack));
      new CfnOutput(stack, 'SignOutUrl', { value: config.signOutUrl ?? '' });
      Template.fromStack(stack).hasCondition('LuigiInGovCloud', { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-us-gov'] });
      const url = (label: string): unknown => expect.objectContaining({ 'Fn::Join': ['', [`https://example.${label}.`, { Ref: 'AWS::Region' }, '.amazoncognito.com']] });
      expect(stack.resolve(config.signOutUrl)).toEqual({
        'Fn::Join': ['', [{ 'Fn::If': ['LuigiInGovCloud', url('auth-fips'), url('auth')] }, '/logout?client_id=client1&logout_uri=https%3A%2F%2Fluigi.example.com%2Fsigned-out']],
      });
    });

    test('must be said where the domain is only known at deployment', () => {
      const stack = stackIn();
      const userPoolDomain = UserPoolDomain.fromDomainName(stack, 'Later', new CfnParameter(stack, 'DomainName').valueAsString);
      expect(() => Authentication.cognito(brought({ userPoolDomain }, stack)).bind(stack, bindOptions(stack))).toThrow(
        'userPoolDomain is only known at deployment, so that a prefix and a whole domain look alike: give userPoolDomainUrl too, such as https://login.example.com');
      const config = Authentication.cognito(brought({ userPoolDomain, userPoolDomainUrl: 'https://login.example.com' }, new Stack(stack, 'Other')))
        .bind(stack, { ...bindOptions(new Stack(stack, 'Third')) });
      expect(config.signOutUrl).toMatch(/^https:\/\/login\.example\.com\/logout/);
    });
  });

  test.each<[string, Partial<CognitoOptions>, string]>([
    ['groups by an attribute, without the statement', { groupsAttribute: 'custom:groups' },
      'groupsAttribute is "custom:groups", an attribute that people can edit wherever a client of the pool has the scope aws.cognito.signin.user.admin or sign-in by API: make sure that none has these together with leave to write it, then set nobodyCanEditAttributes: true'],
    ['the statement, denied', { groupsAttribute: 'custom:groups', nobodyCanEditAttributes: false },
      'groupsAttribute is "custom:groups", an attribute that people can edit wherever a client of the pool has the scope aws.cognito.signin.user.admin or sign-in by API: make sure that none has these together with leave to write it, then set nobodyCanEditAttributes: true'],
    ['names by an attribute, without the statement', { userClaim: 'preferred_username' },
      'userClaim is "preferred_username", an attribute that people can edit wherever a client of the pool has the scope aws.cognito.signin.user.admin or sign-in by API: make sure that none has these together with leave to write it, then set nobodyCanEditAttributes: true'],
    ...['name', 'custom:number'].map((userClaim): [string, Partial<CognitoOptions>, string] => [`${userClaim} for names, without the statement`, { userClaim },
      `userClaim is "${userClaim}", an attribute that people can edit wherever a client of the pool has the scope aws.cognito.signin.user.admin or sign-in by API: make sure that none has these together with leave to write it, then set nobodyCanEditAttributes: true`]),
    ['a domain by http', { userPoolDomainUrl: 'http://login.example.com' },
      'userPoolDomainUrl is "http://login.example.com", expected an https URL such as https://login.example.com/path'],
    ['a session of 8 days', { sessionTimeout: Duration.days(8) },
      'sessionTimeout is 8 days, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
    ['a session of a second more than 7 days', { sessionTimeout: Duration.seconds(604_801) },
      'sessionTimeout is 7 days 1 second, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
    ['a parameter of the balancer', { authorizationParameters: { scope: 'x' } },
      'authorizationParameters holds scope, expected others than client_id, redirect_uri, response_type, scope, state: the load balancer sets these itself'],
  ])('refuses %s', (_what, overrides, message) => {
    expect(() => Authentication.cognito(brought(overrides))).toThrow(new Error(message));
  });

  test('a session may last 7 days', () => {
    const stack = stackIn();
    bound(Authentication.cognito(brought({ sessionTimeout: Duration.days(7) }, stack)), stack);
    expect(loginOf(stack).AuthenticateCognitoConfig).toMatchObject({ SessionTimeout: '604800' });
  });

  test('nothing goes through without a login', () => {
    const stack = stackIn();
    const { login } = Authentication.cognito(brought({}, stack)).bind(stack, bindOptions(stack));
    expect(() => login.action(UnauthenticatedAction.ALLOW, ListenerAction.fixedResponse(200))).toThrow(
      'whenUnauthenticated is ALLOW, expected DENY or AUTHENTICATE: ALLOW lets requests through without a login');
  });

  test('leaves the balancer\'s security group to the service', () => {
    const stack = stackIn();
    bound(Authentication.cognito(brought({}, stack)), stack);
    Template.fromStack(stack).allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })] });
  });

  test('where names come from an attribute, clients of this app can not write it either', () => {
    const app = new App();
    const stack = new Stack(app, 'Service', { env: { account: '123456789012', region: REGION } });
    const userPool = new UserPool(stack, 'Pool');
    const userPoolClient = userPool.addClient('Client', SAFE);
    userPool.addClient('Other', { ...SAFE, oAuth: { scopes: [OAuthScope.COGNITO_ADMIN] } });
    const userPoolDomain = userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'example' } });
    Authentication.cognito({ userPool, userPoolClient, userPoolDomain, userClaim: 'preferred_username', nobodyCanEditAttributes: true }).bind(stack, bindOptions(stack));
    expect(() => app.synth()).toThrow('app client Service/Pool/Other/Resource has the scope aws.cognito.signin.user.admin, and may write preferred_username');
  });

  describe('where groups come from an attribute, clients of this app', () => {
    function synthesis(client: UserPoolClientOptions): () => unknown {
      const app = new App();
      const identity = new Stack(app, 'Identity', { env: { account: '123456789012', region: REGION } });
      const stack = new Stack(app, 'Service', { env: { account: '123456789012', region: REGION } });
      const userPool = new UserPool(identity, 'Pool', { customAttributes: {} });
      const userPoolClient = userPool.addClient('Client', SAFE);
      userPool.addClient('Other', client);
      const userPoolDomain = userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'example' } });
      Authentication.cognito({ userPool, userPoolClient, userPoolDomain, groupsAttribute: 'custom:groups', nobodyCanEditAttributes: true }).bind(stack, bindOptions(stack));
      return () => app.synth();
    }
    const mend = 'people could put themselves into groups; leave these out (authFlows: { userSrp: false }, scopes without COGNITO_ADMIN), or give it writeAttributes without custom:groups';

    test.each<[string, UserPoolClientOptions, string]>([
      ["CDK's defaults", {}, 'the scope aws.cognito.signin.user.admin and sign-in by API, as no authFlows are named'],
      ['the scope', { ...SAFE, oAuth: { scopes: [OAuthScope.COGNITO_ADMIN] } }, 'the scope aws.cognito.signin.user.admin'],
      ['sign-in by API', { ...SAFE, authFlows: { userPassword: true } }, 'sign-in by API (ALLOW_USER_PASSWORD_AUTH)'],
      ['the scope, and leave to write the attribute',
        { ...SAFE, oAuth: { scopes: [OAuthScope.COGNITO_ADMIN] }, writeAttributes: new ClientAttributes().withCustomAttributes('groups') }, 'the scope aws.cognito.signin.user.admin'],
    ])('are refused with %s', (_what, client, ways) => {
      expect(synthesis(client)).toThrow(`app client Identity/Pool/Other/Resource has ${ways}, and may write custom:groups: ${mend}`);
    });

    test.each<[string, UserPoolClientOptions]>([
      ['neither scope nor sign-in by API', SAFE],
      ['the scope, but no leave to write the attribute', { writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }) }],
    ])('are taken with %s', (_what, client) => {
      expect(synthesis(client)).not.toThrow();
    });
  });

  test('a pool of the same app is known by what it is, also in another stack', () => {
    const app = new App();
    const identity = new Stack(app, 'Identity', { env: { account: '123456789012', region: 'us-gov-west-1' } });
    const stack = new Stack(app, 'Service', { env: { account: '123456789012', region: 'us-gov-west-1' } });
    const userPool = new UserPool(identity, 'Pool');
    const config = Authentication.cognito({
      userPool, userPoolClient: userPool.addClient('Client', SAFE), userPoolDomain: userPool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'example' } }),
    }).bind(stack, bindOptions(stack));
    expect(identity.resolve(config.issuer)).toEqual({ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['PoolD3F588B8', 'ProviderName'] }]] });
    expect(JSON.stringify(identity.resolve(config.signOutUrl))).toContain('.auth-fips.us-gov-west-1.amazoncognito.com/logout');
  });
});
