import { CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { OAuthScope, UserPoolEmail } from 'aws-cdk-lib/aws-cognito';
import { Authentication } from '../../../../lib/authentication/authentication';
import type { CognitoUserPoolOptions } from '../../../../lib/authentication/cognito-user-pool-options';
import { bindOptions, bound, loginOf, stackIn } from './bound';

function template(options: CognitoUserPoolOptions = {}): Template {
  return Template.fromStack(bound(Authentication.cognitoUserPool(options)).stack);
}

describe('cognitoUserPool', () => {
  test('makes a pool that nobody enters without an invitation, a strong password and a second factor', () => {
    template().hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true, InviteMessageTemplate: Match.objectLike({ EmailMessage: Match.stringLikeRegexp('https://luigi\\.example\\.com') }) },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true, RequireUppercase: true,
          PasswordHistorySize: 24, TemporaryPasswordValidityDays: 3,
        },
      },
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      Schema: Match.absent(),
      DeletionProtection: 'ACTIVE',
      SmsConfiguration: Match.absent(),
    });
  });

  test('its client logs in by code and secret only, and people get no token to edit themselves with', () => {
    template().hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      CallbackURLs: ['https://luigi.example.com/oauth2/idpresponse'],
      LogoutURLs: ['https://luigi.example.com/signed-out'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      SupportedIdentityProviders: ['COGNITO'],
      WriteAttributes: ['email'],
      ReadAttributes: ['email', 'email_verified', 'name', 'preferred_username'],
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 480,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    });
  });

  test('logs in for 8 hours, with groups from the access token and the verified e-mail address as name', () => {
    const { stack, config } = bound(Authentication.cognitoUserPool());
    expect(loginOf(stack).AuthenticateCognitoConfig).toMatchObject({ Scope: 'openid email profile', SessionTimeout: '28800' });
    expect(config).toMatchObject({ userClaim: 'email', groupsSource: 'cognito-access-token', groupsClaim: 'cognito:groups' });
    expect(stack.resolve(config.issuer)).toEqual({ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [expect.any(String), 'ProviderName'] }]] });
    expect(JSON.stringify(stack.resolve(config.signOutUrl))).toMatch(/\.auth\.eu-central-1\.amazoncognito\.com\/logout\?client_id=.*&logout_uri=https%3A%2F%2Fluigi\.example\.com%2Fsigned-out/);
  });

  test.each([
    [Duration.minutes(10), 60],
    [Duration.seconds(5401), 91],
    [Duration.days(7), 10_080],
  ])('a refresh token lasts as long as a session (%s)', (sessionTimeout, minutes) => {
    template({ sessionTimeout }).hasResourceProperties('AWS::Cognito::UserPoolClient', { RefreshTokenValidity: minutes });
  });

  test('a session that is only known at deployment gets a refresh token for a day', () => {
    const stack = stackIn();
    bound(Authentication.cognitoUserPool({ sessionTimeout: Duration.seconds(new CfnParameter(stack, 'Session', { type: 'Number' }).valueAsNumber) }), stack);
    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPoolClient', { RefreshTokenValidity: 1440 });
  });

  test('makes groups, and takes names and senders', () => {
    const made = template({ groups: ['operators', 'data/engineers'], email: UserPoolEmail.withCognito('reply@example.com') });
    made.resourceCountIs('AWS::Cognito::UserPoolGroup', 2);
    made.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'data/engineers' });
    made.hasResourceProperties('AWS::Cognito::UserPool', { EmailConfiguration: { ReplyToEmailAddress: 'reply@example.com' } });
    expect(bound(Authentication.cognitoUserPool({ userClaim: 'sub' })).config.userClaim).toBe('sub');
  });

  describe('its domain', () => {
    test('is a prefix that no other stack and no other pool has, and tells nothing', () => {
      template().hasResourceProperties('AWS::Cognito::UserPoolDomain', {
        Domain: { 'Fn::Join': ['', [Match.stringLikeRegexp('^luigi-[0-9a-f]{8}-$'), { 'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }] }]] },
      });
    });

    test('is the prefix that is given', () => {
      template({ domainPrefix: 'example-luigi' }).hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'example-luigi' });
    });

    test('is the domain that is given', () => {
      const stack = stackIn();
      const certificate = Certificate.fromCertificateArn(stack, 'Certificate', 'arn:test:acm:us-east-1:123456789012:certificate/1');
      const { config } = bound(Authentication.cognitoUserPool({ customDomain: { domainName: 'login.example.com', certificate } }), stack);
      Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPoolDomain', {
        Domain: 'login.example.com', CustomDomainConfig: { CertificateArn: 'arn:test:acm:us-east-1:123456789012:certificate/1' },
      });
      expect(JSON.stringify(stack.resolve(config.signOutUrl))).toContain('/logout?client_id=');
    });

    test('may be one that is only known at deployment', () => {
      const stack = stackIn();
      bound(Authentication.cognitoUserPool({ domainPrefix: new CfnParameter(stack, 'Prefix').valueAsString }), stack);
      Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: { Ref: 'Prefix' } });
    });

    test('has the address that GovCloud has, decided at deployment where the region is', () => {
      const stack = stackIn({});
      const config = Authentication.cognitoUserPool().bind(stack, bindOptions(stack));
      Template.fromStack(stack).hasCondition('LuigiInGovCloud', { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-us-gov'] });
      expect(JSON.stringify(stack.resolve(config.signOutUrl))).toMatch(/"Fn::If":\["LuigiInGovCloud",.*\.auth-fips\..*\.auth\./);
    });
  });

  test('goes when it may', () => {
    const { stack } = bound(Authentication.cognitoUserPool(), stackIn(), { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false });
    Template.fromStack(stack).hasResource('AWS::Cognito::UserPool', { DeletionPolicy: 'Delete', Properties: { DeletionProtection: 'INACTIVE' } });
  });

  describe('what is made', () => {
    test('can be reached once it is there', () => {
      const authentication = Authentication.cognitoUserPool();
      expect(() => authentication.userPool).toThrow(
        'the user pool is not made yet, expected a service to have been made with this authentication: ask after new LuigiService(...)');
      const { stack } = bound(authentication);
      expect(authentication.userPool.node.path).toBe('Service/UserPool');
      expect(authentication.userPoolClient.node.path).toBe('Service/UserPool/LoadBalancer');
      expect(authentication.userPoolDomain.node.path).toBe('Service/UserPool/Domain');
      expect(JSON.stringify(stack.resolve(authentication.signInUrl))).toContain('&response_type=code&scope=openid&redirect_uri=https://luigi.example.com/oauth2/idpresponse');
    });

    test('is made once', () => {
      const authentication = Authentication.cognitoUserPool();
      bound(authentication);
      expect(() => bound(authentication)).toThrow('this authentication made Service/UserPool already, expected one authentication for each service: make another');
    });

    test('tells where invited people begin', () => {
      template().hasOutput('SignInUrl', { Value: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/login\\?client_id=$')])] }) });
    });

    test('may have more clients, none of which lets people edit the name that they are known by', () => {
      const authentication = Authentication.cognitoUserPool({ userClaim: 'preferred_username' });
      const { stack } = bound(authentication);
      authentication.userPool.addClient('Other', { authFlows: { userSrp: false }, oAuth: { scopes: [OAuthScope.OPENID] } });
      expect(() => stack.node.root.node.validate()).not.toThrow();
      const other = authentication.userPool.addClient('Careless');
      expect(stack.node.validate()).toEqual([expect.stringContaining(`app client ${other.node.path}/Resource has the scope aws.cognito.signin.user.admin`)]);
    });
  });

  test.each<[string, CognitoUserPoolOptions, string]>([
    ['capitals', { domainPrefix: 'Luigi' }, 'domainPrefix is "Luigi", expected 1 to 63 lower-case letters, digits and inner hyphens, such as example-luigi'],
    ['a hyphen at the end', { domainPrefix: 'luigi-' }, 'domainPrefix is "luigi-", expected 1 to 63 lower-case letters, digits and inner hyphens, such as example-luigi'],
    ['64 characters', { domainPrefix: 'l'.repeat(64) }, `domainPrefix is "${'l'.repeat(64)}", expected 1 to 63 lower-case letters, digits and inner hyphens, such as example-luigi`],
    ['a word of Amazon', { domainPrefix: 'my-aws-luigi' }, 'domainPrefix is "my-aws-luigi", expected one without aws, which Cognito keeps to itself'],
    ['the same, hidden', { domainPrefix: 'incognito' }, 'domainPrefix is "incognito", expected one without cognito, which Cognito keeps to itself'],
    ['a group with a space', { groups: ['data engineers'] }, 'groups holds "data engineers", expected names of 1 to 128 letters, digits, signs and punctuation, without spaces'],
    ['a group twice', { groups: ['a', 'b', 'a'] }, 'groups holds "a" twice, expected each name once: leave one out'],
    ['a claim that is no name', { userClaim: 'e mail' }, 'userClaim is "e mail", expected the name of a claim such as sub or email: 1 to 64 letters, digits and _ : . -'],
    ['an endless session', { sessionTimeout: Duration.days(365) }, 'sessionTimeout is 365 days, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
  ])('refuses %s', (_what, options, message) => {
    expect(() => Authentication.cognitoUserPool(options)).toThrow(new Error(message));
  });

  test('refuses a domain that is no host name, and two domains', () => {
    const certificate = Certificate.fromCertificateArn(stackIn(), 'Certificate', 'arn:test:acm:us-east-1:123456789012:certificate/1');
    expect(() => Authentication.cognitoUserPool({ customDomain: { domainName: 'https://login.example.com', certificate } })).toThrow(
      'customDomain.domainName is "https://login.example.com", expected a host name in lower case such as login.example.com, without https:// and path');
    expect(() => Authentication.cognitoUserPool({ domainPrefix: 'a', customDomain: { domainName: 'login.example.com', certificate } })).toThrow(
      'both domainPrefix and customDomain are given, expected one of them at most: a pool has one domain');
  });
});
