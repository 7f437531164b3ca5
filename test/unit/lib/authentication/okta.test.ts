import { CfnParameter, Duration } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Authentication } from '../../../../lib/authentication/authentication';
import type { OktaOptions } from '../../../../lib/authentication/okta-options';
import { bound, loginOf, stackIn } from './bound';

function options(overrides: Partial<OktaOptions> = {}, stack = stackIn()): OktaOptions {
  return {
    domain: 'example.okta.com',
    clientId: '0oa1',
    clientSecret: Secret.fromSecretCompleteArn(stack, 'Secret', 'arn:test:secretsmanager:eu-central-1:123456789012:secret:okta-AbCdEf'),
    ...overrides,
  };
}

describe('okta', () => {
  test("by default, is the organisation's own authorization server, with the scope groups", () => {
    const { stack, config } = bound(Authentication.okta(options()));
    expect(loginOf(stack).AuthenticateOidcConfig).toMatchObject({
      Issuer: 'https://example.okta.com',
      AuthorizationEndpoint: 'https://example.okta.com/oauth2/v1/authorize',
      TokenEndpoint: 'https://example.okta.com/oauth2/v1/token',
      UserInfoEndpoint: 'https://example.okta.com/oauth2/v1/userinfo',
      Scope: 'openid profile email groups',
      SessionTimeout: '14400',
    });
    expect(config).toMatchObject({
      issuer: 'https://example.okta.com', clientId: '0oa1', userClaim: 'sub', groupsSource: 'claim', groupsClaim: 'groups',
      signOutUrl: 'https://example.okta.com/login/signout?fromURI=https%3A%2F%2Fluigi.example.com%2Fsigned-out',
    });
  });

  test('with everything that can be set, is a custom authorization server', () => {
    const { stack, config } = bound(Authentication.okta(options({
      domain: 'login.example.com', authorizationServerId: 'default', refreshToken: true, scopes: ['groups'],
      userClaim: 'email', groupsClaim: 'teams', sessionTimeout: Duration.hours(12), authorizationParameters: { prompt: 'login' }, clientSecretField: 'secret',
    })));
    expect(loginOf(stack).AuthenticateOidcConfig).toMatchObject({
      Issuer: 'https://login.example.com/oauth2/default',
      AuthorizationEndpoint: 'https://login.example.com/oauth2/default/v1/authorize',
      TokenEndpoint: 'https://login.example.com/oauth2/default/v1/token',
      UserInfoEndpoint: 'https://login.example.com/oauth2/default/v1/userinfo',
      ClientSecret: expect.stringContaining(':SecretString:secret::'),
      Scope: 'openid groups offline_access',
      SessionTimeout: '43200',
      AuthenticationRequestExtraParams: { prompt: 'login' },
    });
    expect(config).toMatchObject({ userClaim: 'email', groupsClaim: 'teams' });
  });

  test('takes a domain that is only known at deployment', () => {
    const stack = stackIn();
    const { config } = bound(Authentication.okta(options({ domain: new CfnParameter(stack, 'Domain').valueAsString }, stack)), stack);
    expect(stack.resolve(config.issuer)).toEqual({ 'Fn::Join': ['', ['https://', { Ref: 'Domain' }]] });
  });

  test.each<[string, Partial<OktaOptions>, string]>([
    ['a URL', { domain: 'https://example.okta.com' },
      'domain is "https://example.okta.com", expected a host name in lower case such as example.okta.com, without https:// and path'],
    ['a path', { domain: 'example.okta.com/oauth2' },
      'domain is "example.okta.com/oauth2", expected a host name in lower case such as example.okta.com, without https:// and path'],
    ['the name alone', { domain: 'example' },
      'domain is "example", expected a host name in lower case such as example.okta.com, without https:// and path'],
    ["the admin console's address", { domain: 'example-admin.okta.com' },
      'domain is "example-admin.okta.com", the address of Okta\'s admin console; expected the organisation\'s: example.okta.com'],
    ...['oktapreview.com', 'okta-emea.com'].map((place): [string, Partial<OktaOptions>, string] => [`that of ${place}`, { domain: `example-admin.${place}` },
      `domain is "example-admin.${place}", the address of Okta's admin console; expected the organisation's: example.${place}`]),
    ['an issuer for a server', { authorizationServerId: 'oauth2/default' },
      'authorizationServerId is "oauth2/default", expected the id of an authorization server such as default: letters and digits; leave it out for the organisation\'s own'],
    ['what oidc refuses', { userClaim: '' },
      'userClaim is "", expected the name of a claim such as sub or email: 1 to 64 letters, digits and _ : . -'],
  ])('refuses %s', (_what, overrides, message) => {
    expect(() => Authentication.okta(options(overrides))).toThrow(new Error(message));
  });
});
