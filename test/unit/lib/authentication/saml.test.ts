import { CfnParameter, CfnResource, Duration, RemovalPolicy, Stack, type App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnUserPoolClient, ClientAttributes, OAuthScope, UserPool, UserPoolIdentityProviderSamlMetadata as Metadata } from 'aws-cdk-lib/aws-cognito';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Authentication, type SamlAuthentication } from '../../../../lib/authentication/authentication';
import type { SamlOptions } from '../../../../lib/authentication/saml-options';
import { bindOptions, bound, loginOf, stackIn } from './bound';
import { DOCUMENT } from './saml-document';

function options(overrides: Partial<SamlOptions> = {}): SamlOptions {
  return { metadata: Metadata.url('https://id.example.com/metadata'), groupsAttribute: 'groups', ...overrides };
}

function template(overrides: Partial<SamlOptions> = {}): Template {
  return Template.fromStack(bound(Authentication.saml(options(overrides))).stack);
}

describe('saml', () => {
  test('makes a pool that nobody enters but by the provider', () => {
    const made = template();
    made.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      MfaConfiguration: 'ON',
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      UsernameConfiguration: { CaseSensitive: true },
      Schema: [{ Name: 'groups', AttributeDataType: 'String', Mutable: true, StringAttributeConstraints: { MaxLength: '2048' } }],
      DeletionProtection: 'ACTIVE',
    });
    made.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      SupportedIdentityProviders: [{ Ref: Match.stringLikeRegexp('Provider') }],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      GenerateSecret: true,
      ReadAttributes: ['custom:groups'],
      WriteAttributes: ['custom:groups'],
      RefreshTokenValidity: 240,
      CallbackURLs: ['https://luigi.example.com/oauth2/idpresponse'],
      LogoutURLs: ['https://luigi.example.com/signed-out'],
    });
    made.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName: 'saml',
      ProviderType: 'SAML',
      ProviderDetails: { MetadataURL: 'https://id.example.com/metadata', IDPSignout: false, IDPInit: false, RequestSigningAlgorithm: Match.absent(), EncryptedResponses: Match.absent() },
      AttributeMapping: { 'custom:groups': 'groups', 'email': Match.absent(), 'name': Match.absent() },
    });
  });

  test('logs in for 4 hours, with groups from the mapped attribute and the name that the provider gives', () => {
    const { stack, config } = bound(Authentication.saml(options()));
    expect(loginOf(stack).AuthenticateCognitoConfig).toMatchObject({ Scope: 'openid email profile', SessionTimeout: '14400' });
    expect(config).toMatchObject({ userClaim: 'username', groupsSource: 'saml-attribute', groupsClaim: 'custom:groups' });
    expect(JSON.stringify(stack.resolve(config.signOutUrl))).toContain('amazoncognito.com/logout?client_id=');
  });

  test('its addresses can be named in another stack of the app, also where the region is decided at deployment', () => {
    const stack = stackIn({});
    const authentication = Authentication.saml(options());
    bound(authentication, stack);
    const other = new Stack(stack.node.scope as App, 'Other');
    new StringParameter(other, 'SignIn', { stringValue: authentication.signInUrl });

    const made = Template.fromStack(other);

    made.hasCondition('LuigiInGovCloud', { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-us-gov'] });
    made.hasResourceProperties('AWS::SSM::Parameter', { Value: Match.objectLike({ 'Fn::Join': Match.anyValue() }) });
  });

  test('with everything that can be set, passes it on', () => {
    const made = template({
      metadata: Metadata.file(DOCUMENT), groupsAttribute: 'http://schemas.example.com/groups', emailAttribute: 'mail', nameAttribute: 'displayName',
      providerName: 'corp', userClaim: 'sub', sessionTimeout: Duration.hours(1), providerSignOut: true, signRequests: true, encryptedAssertions: true,
      domainPrefix: 'example-luigi',
    });
    made.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName: 'corp',
      ProviderDetails: { MetadataFile: DOCUMENT, IDPSignout: true, IDPInit: false, RequestSigningAlgorithm: 'rsa-sha256', EncryptedResponses: true },
      AttributeMapping: { 'custom:groups': 'http://schemas.example.com/groups', 'email': 'mail', 'name': 'displayName' },
    });
    made.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ReadAttributes: ['custom:groups', 'email', 'name'], WriteAttributes: ['custom:groups', 'email', 'name'], RefreshTokenValidity: 60,
    });
    made.hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'example-luigi' });
    expect(made.findOutputs('SamlLogoutUrl')).not.toEqual({});
  });

  test('tells what the provider must know, in outputs and properties', () => {
    const authentication = Authentication.saml(options({ domainPrefix: 'example' }));
    expect(() => authentication.entityId).toThrow('the user pool is not made yet');
    const { stack } = bound(authentication);
    const made = Template.fromStack(stack);
    const pool = expect.stringMatching(/^SamlUserPool/);
    expect(stack.resolve(authentication.entityId)).toEqual({ 'Fn::Join': ['', ['urn:amazon:cognito:sp:', { Ref: pool }]] });
    made.hasOutput('SamlEntityId', { Value: stack.resolve(authentication.entityId) });
    expect(JSON.stringify(stack.resolve(authentication.assertionConsumerServiceUrl))).toContain('.auth.eu-central-1.amazoncognito.com/saml2/idpresponse');
    made.hasOutput('SamlAcsUrl', { Value: stack.resolve(authentication.assertionConsumerServiceUrl) });
    expect(JSON.stringify(stack.resolve(authentication.singleLogoutUrl))).toContain('.auth.eu-central-1.amazoncognito.com/saml2/logout');
    expect(made.findOutputs('SamlLogoutUrl')).toEqual({});
    expect(authentication.userPool.node.path).toBe('Service/Saml/UserPool');
    expect(authentication.userPoolClient.node.path).toBe('Service/Saml/UserPool/LoadBalancer');
    expect(authentication.userPoolDomain.node.path).toBe('Service/Saml/UserPool/Domain');
    expect(authentication.identityProvider.node.path).toBe('Service/Saml/Provider');
    expect(JSON.stringify(stack.resolve(authentication.signInUrl))).toContain('/login?client_id=');
  });

  test('is made once', () => {
    const authentication = Authentication.saml(options());
    bound(authentication);
    expect(() => bound(authentication)).toThrow('this authentication made Service/Saml/UserPool already, expected one authentication for each service: make another');
  });

  test('goes when it may', () => {
    const { stack } = bound(Authentication.saml(options()), stackIn(), { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false });
    Template.fromStack(stack).hasResource('AWS::Cognito::UserPool', { DeletionPolicy: 'Delete', Properties: { DeletionProtection: 'INACTIVE' } });
  });

  describe('nobody changes their own groups', () => {
    const safe = { authFlows: { userSrp: false }, oAuth: { scopes: [OAuthScope.OPENID] } };

    test.each([
      ["CDK's defaults", {}],
      ['the scope to do so', { ...safe, oAuth: { scopes: [OAuthScope.OPENID, OAuthScope.COGNITO_ADMIN] } }],
      ['sign-in by SRP', { ...safe, authFlows: { userSrp: true } }],
      ['sign-in by password', { ...safe, authFlows: { userPassword: true } }],
      ['sign-in of any kind', { ...safe, authFlows: { user: true } }],
      ['sign-in of their own', { ...safe, authFlows: { custom: true } }],
      ['sign-in by administrators', { ...safe, authFlows: { adminUserPassword: true } }],
    ])('by another client with %s: synthesis stops', (_what, client) => {
      const authentication = Authentication.saml(options());
      const { stack } = bound(authentication);
      authentication.userPool.addClient('Other', client);
      expect(() => stack.node.root.node.findAll() && Template.fromStack(stack)).toThrow(/app client Service\/Saml\/UserPool\/Other\/Resource has .*, and may write custom:groups: people could put themselves into groups/);
    });

    test.each<[string, (authentication: SamlAuthentication, stack: Stack) => void]>([
      ["by CloudFormation's resource", ({ userPool }, stack) => { new CfnUserPoolClient(stack, 'Other', { userPoolId: (userPool.node.defaultChild as CfnUserPool).ref }); }],
      ["by an attribute of CloudFormation's resource", ({ userPool }, stack) => { new CfnUserPoolClient(stack, 'Other', { userPoolId: (userPool.node.defaultChild as CfnUserPool).attrUserPoolId }); }],
      ['by words alone', ({ userPool }, stack) => { new CfnResource(stack, 'Other', { type: 'AWS::Cognito::UserPoolClient', properties: { UserPoolId: userPool.userPoolId } }); }],
      ["by the pool's ARN", ({ userPool }, stack) => { UserPool.fromUserPoolArn(stack, 'Imported', userPool.userPoolArn).addClient('Other'); }],
      ['in another stack', ({ userPool }, stack) => { UserPool.fromUserPoolArn(new Stack(stack.node.root as App, 'Two', { env: { account: stack.account, region: stack.region } }), 'Imported', userPool.userPoolArn).addClient('Other'); }],
      ['by what is overridden: flows', ({ userPoolClient }) => { (userPoolClient.node.defaultChild as CfnResource).addPropertyOverride('ExplicitAuthFlows', ['ALLOW_USER_SRP_AUTH']); }],
      ['by what is overridden: scopes', ({ userPoolClient }) => { (userPoolClient.node.defaultChild as CfnResource).addPropertyOverride('AllowedOAuthScopes.0', 'aws.cognito.signin.user.admin'); }],
      ['by what is known at deployment only: scopes', ({ userPoolClient }, stack) => {
        (userPoolClient.node.defaultChild as CfnUserPoolClient).allowedOAuthScopes = [new CfnParameter(stack, 'Scope').valueAsString];
      }],
      ['by what is known at deployment only: flows', ({ userPoolClient }, stack) => {
        (userPoolClient.node.defaultChild as CfnUserPoolClient).explicitAuthFlows = [new CfnParameter(stack, 'Flow').valueAsString];
      }],
    ])('by a client that is made %s: synthesis stops', (_how, make) => {
      const authentication = Authentication.saml(options());
      const { stack } = bound(authentication);
      make(authentication, stack);
      expect(() => (stack.node.root as App).synth()).toThrow(/and may write custom:groups: people could put themselves into groups/);
    });

    test.each([
      ['no way to do so', safe],
      ['no leave to write the attribute', { writeAttributes: new ClientAttributes().withStandardAttributes({ locale: true }) }],
    ])('by another client with %s: taken', (_what, client) => {
      const authentication = Authentication.saml(options());
      const { stack } = bound(authentication);
      authentication.userPool.addClient('Other', client);
      expect(() => Template.fromStack(stack)).not.toThrow();
    });

    test('nor the attribute that they are known by', () => {
      const authentication = Authentication.saml(options({ userClaim: 'name', nameAttribute: 'login' }));
      const { stack } = bound(authentication);
      authentication.userPool.addClient('Other', { oAuth: { scopes: [OAuthScope.COGNITO_ADMIN] }, writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true }) });
      expect(() => Template.fromStack(stack)).toThrow('and may write name: people could');
    });
  });

  test('takes what is only known at deployment', () => {
    const stack = stackIn({});
    const text = (id: string): string => new CfnParameter(stack, id).valueAsString;
    const authentication = Authentication.saml({ metadata: Metadata.url(text('Url')), groupsAttribute: text('Groups'), providerName: text('Name'), domainPrefix: text('Prefix') });
    authentication.bind(stack, bindOptions(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', { ProviderName: { Ref: 'Name' }, ProviderDetails: { MetadataURL: { Ref: 'Url' } } });
  });

  test.each<[string, Partial<SamlOptions>, string]>([
    ['a name with an underscore', { providerName: 'my_idp' }, 'providerName is "my_idp", expected 3 to 32 letters, digits and inner hyphens, such as saml'],
    ['a name of two', { providerName: 'id' }, 'providerName is "id", expected 3 to 32 letters, digits and inner hyphens, such as saml'],
    ['no attribute for groups', { groupsAttribute: '' }, 'groupsAttribute is "", expected the name of an attribute as the provider writes it in its assertions'],
    ['an attribute with a space at its end', { emailAttribute: 'mail ' }, 'emailAttribute is "mail ", expected the name of an attribute as the provider writes it in its assertions'],
    ['an attribute of spaces', { nameAttribute: ' ' }, 'nameAttribute is " ", expected the name of an attribute as the provider writes it in its assertions'],
    ['names by an unverified address', { userClaim: 'email' },
      'userClaim is "email", expected username or sub: Cognito takes addresses of a SAML provider for unverified, so that nobody could log in'],
    ['metadata by http', { metadata: Metadata.url('http://id.example.com/metadata') },
      'metadata is "http://id.example.com/metadata", expected an https URL such as https://login.example.com/path'],
    ['a prefix with capitals', { domainPrefix: 'Luigi' }, 'domainPrefix is "Luigi", expected 1 to 63 lower-case letters, digits and inner hyphens, such as example-luigi'],
    ['no session', { sessionTimeout: Duration.seconds(0) }, 'sessionTimeout is 0 seconds, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible'],
  ])('refuses %s', (_what, overrides, message) => {
    expect(() => Authentication.saml(options(overrides))).toThrow(new Error(message));
  });
});
