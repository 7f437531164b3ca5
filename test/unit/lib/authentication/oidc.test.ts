import { CfnParameter, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ListenerAction, ListenerCondition, UnauthenticatedAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Authentication } from '../../../../lib/authentication/authentication';
import type { OidcOptions } from '../../../../lib/authentication/oidc-options';
import { bindOptions, bound, loginOf, stackIn } from './bound';

const SECRET = 'arn:test:secretsmanager:eu-central-1:123456789012:secret:oidc-AbCdEf';

function options(overrides: Partial<OidcOptions> = {}, stack = stackIn()): OidcOptions {
  return {
    issuer: 'https://id.example.com/',
    authorizationEndpoint: 'https://id.example.com/authorize',
    tokenEndpoint: 'https://id.example.com/token',
    userInfoEndpoint: 'https://id.example.com/userinfo',
    clientId: 'luigi-client',
    clientSecret: Secret.fromSecretCompleteArn(stack, 'Secret', SECRET),
    ...overrides,
  };
}

describe('oidc', () => {
  test('with only what is required, logs in for 4 hours with openid, profile and email', () => {
    const { stack, config } = bound(Authentication.oidc(options()));
    expect(loginOf(stack)).toEqual({
      Order: 1,
      Type: 'authenticate-oidc',
      AuthenticateOidcConfig: {
        Issuer: 'https://id.example.com/',
        AuthorizationEndpoint: 'https://id.example.com/authorize',
        TokenEndpoint: 'https://id.example.com/token',
        UserInfoEndpoint: 'https://id.example.com/userinfo',
        ClientId: 'luigi-client',
        ClientSecret: `{{resolve:secretsmanager:${SECRET}:SecretString:::}}`,
        OnUnauthenticatedRequest: 'authenticate',
        Scope: 'openid profile email',
        SessionTimeout: '14400',
      },
    });
    expect(config).toMatchObject({ issuer: 'https://id.example.com/', clientId: 'luigi-client', userClaim: 'sub', groupsSource: 'claim', groupsClaim: 'groups' });
    expect(config.signOutUrl).toBeUndefined();
  });

  test('with everything that can be set, passes it on', () => {
    const { stack, config } = bound(Authentication.oidc(options({
      clientSecretField: 'client_secret',
      clientSecretVersionId: 'b1c2d3e4-0000-0000-0000-000000000000',
      scopes: ['email', 'openid', 'roles', 'email'],
      userClaim: 'preferred_username',
      groupsClaim: 'https://example.com/roles',
      sessionTimeout: Duration.hours(1),
      authorizationParameters: { prompt: 'select_account', audience: 'luigi' },
      endSessionEndpoint: 'https://id.example.com/logout',
    })));
    expect(loginOf(stack).AuthenticateOidcConfig).toMatchObject({
      ClientSecret: `{{resolve:secretsmanager:${SECRET}:SecretString:client_secret::b1c2d3e4-0000-0000-0000-000000000000}}`,
      Scope: 'openid email roles',
      SessionTimeout: '3600',
      AuthenticationRequestExtraParams: { prompt: 'select_account', audience: 'luigi' },
    });
    expect(config).toMatchObject({ userClaim: 'preferred_username', groupsClaim: 'https://example.com/roles' });
  });

  test.each([
    ['https://id.example.com/logout', 'luigi-client', 'https://id.example.com/logout?client_id=luigi-client&post_logout_redirect_uri=https%3A%2F%2Fluigi.example.com%2Fsigned-out'],
    ['https://id.example.com/logout?p=1', 'a/b&c', 'https://id.example.com/logout?p=1&client_id=a%2Fb%26c&post_logout_redirect_uri=https%3A%2F%2Fluigi.example.com%2Fsigned-out'],
  ])('sign-out at %s by client %s carries people to the page that says so', (endSessionEndpoint, clientId, expected) => {
    const { config } = bound(Authentication.oidc(options({ endSessionEndpoint, clientId })));
    expect(config.signOutUrl).toBe(expected);
    expect(new URL(config.signOutUrl ?? '').searchParams.get('post_logout_redirect_uri')).toBe('https://luigi.example.com/signed-out');
  });

  test('a sign-out URL of its own is taken as a whole', () => {
    const { config } = bound(Authentication.oidc(options({ signOutUrl: 'https://id.example.com/bye?to=luigi' })));
    expect(config.signOutUrl).toBe('https://id.example.com/bye?to=luigi');
  });

  test('a script is refused and not led to the login', () => {
    const { listener, config, stack } = bound(Authentication.oidc(options()));
    listener.addAction('Api', {
      priority: 1,
      conditions: [ListenerCondition.pathPatterns(['/api/*'])],
      action: config.login.action(UnauthenticatedAction.DENY, ListenerAction.fixedResponse(200)),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Actions: [Match.objectLike({ AuthenticateOidcConfig: Match.objectLike({ OnUnauthenticatedRequest: 'deny', SessionTimeout: 14400 }) }), Match.anyValue()],
    });
  });

  test('nothing goes through without a login', () => {
    const { config } = bound(Authentication.oidc(options()));
    expect(() => config.login.action(UnauthenticatedAction.ALLOW, ListenerAction.fixedResponse(200)))
      .toThrow('whenUnauthenticated is ALLOW, expected DENY or AUTHENTICATE: ALLOW lets requests through without a login');
  });

  test("leaves the balancer's security group to the service", () => {
    const { stack } = bound(Authentication.oidc(options()));
    const groups = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'));
    expect(groups).toHaveLength(1);
    expect(groups[0]?.Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('takes what is only known at deployment', () => {
    const stack = stackIn({});
    const issuer = new CfnParameter(stack, 'Issuer').valueAsString;
    const clientId = new CfnParameter(stack, 'Client').valueAsString;
    const authentication = Authentication.oidc(options({
      issuer, clientId, authorizationEndpoint: `${issuer}/authorize`, endSessionEndpoint: `${issuer}/logout`,
      sessionTimeout: Duration.seconds(new CfnParameter(stack, 'Session', { type: 'Number' }).valueAsNumber),
    }, stack));
    const config = authentication.bind(stack, bindOptions(stack, { hostName: new CfnParameter(stack, 'Host').valueAsString }));
    expect(stack.resolve(config.signOutUrl)).toEqual({
      'Fn::Join': ['', [{ Ref: 'Issuer' }, '/logout?client_id=', { Ref: 'Client' }, '&post_logout_redirect_uri=https%3A%2F%2F', { Ref: 'Host' }, '%2Fsigned-out']],
    });
  });

  test.each<[string, Partial<OidcOptions>, string]>([
    ['an issuer by http', { issuer: 'http://id.example.com' },
      'issuer is "http://id.example.com", expected an https URL such as https://login.example.com/path'],
    ['a host instead of an issuer', { issuer: 'id.example.com' },
      'issuer is "id.example.com", expected an https URL such as https://login.example.com/path'],
    ['an issuer with a query', { issuer: 'https://id.example.com?a=b' },
      'issuer is "https://id.example.com?a=b", expected a URL without ? and #'],
    ['spaces around', { tokenEndpoint: ' https://id.example.com/token' },
      'tokenEndpoint is " https://id.example.com/token", expected an https URL such as https://login.example.com/path'],
    ['a password alone', { tokenEndpoint: 'https://:hunter2@id.example.com/token' },
      'tokenEndpoint holds credentials (not shown), expected an https URL without them'],
    ['credentials', { userInfoEndpoint: 'https://me:hunter2@id.example.com/userinfo' },
      'userInfoEndpoint holds credentials (not shown), expected an https URL without them'],
    ['a fragment', { authorizationEndpoint: 'https://id.example.com/authorize#x' },
      'authorizationEndpoint is "https://id.example.com/authorize#x", expected a URL without #'],
    ['an end of session by http', { endSessionEndpoint: 'http://id.example.com/logout' },
      'endSessionEndpoint is "http://id.example.com/logout", expected an https URL such as https://login.example.com/path'],
    ['a sign-out URL by javascript', { signOutUrl: 'javascript:alert(1)' },
      'signOutUrl is "javascript:alert(1)", expected an https URL such as https://login.example.com/path'],
    ['two ways of sign-out', { endSessionEndpoint: 'https://id.example.com/a', signOutUrl: 'https://id.example.com/b' },
      'both endSessionEndpoint and signOutUrl are given, expected one of them at most: leave one out'],
    ['no client id', { clientId: '' },
      'clientId is "", expected the id that the provider gave: printable ASCII without spaces'],
    ['a claim that is no name', { userClaim: 'e mail' },
      'userClaim is "e mail", expected the name of a claim such as sub or email: 1 to 64 letters, digits and _ : . -'],
    ['a groups claim that is no name', { groupsClaim: '' },
      'groupsClaim is "", expected the name of a claim such as groups: 1 to 128 letters, digits and _ : . / -'],
    ['two scopes in one', { scopes: ['profile email'] },
      'scopes holds "profile email", expected one scope an item, such as "profile", without spaces and quotes'],
    ['a session of a month', { sessionTimeout: Duration.days(30) },
      'sessionTimeout is 30 days, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
    ['no session', { sessionTimeout: Duration.seconds(0) },
      'sessionTimeout is 0 seconds, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
    ['half a second', { sessionTimeout: Duration.millis(1500) },
      'sessionTimeout is 1 second 500 millis, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
    ['parameters of the balancer', { authorizationParameters: { state: 'x' } },
      'authorizationParameters holds state, expected others than client_id, redirect_uri, response_type, scope, state: the load balancer sets these itself'],
    ['a parameter that is no name', { authorizationParameters: { 'a b': 'x' } },
      'authorizationParameters holds "a b", expected names such as prompt, of letters, digits and _ . -'],
    ['11 parameters', { authorizationParameters: Object.fromEntries([...'abcdefghijk'].map((name) => [name, '1'])) },
      'authorizationParameters holds 11 parameters, expected 10 at most: load balancers take no more'],
  ])('refuses %s', (_what, overrides, message) => {
    expect(() => Authentication.oidc(options(overrides))).toThrow(new Error(message));
  });

  test.each([Duration.seconds(1), Duration.days(7)])('takes a session at the limits (%s)', (sessionTimeout) => {
    expect(() => Authentication.oidc(options({ sessionTimeout }))).not.toThrow();
  });
});
