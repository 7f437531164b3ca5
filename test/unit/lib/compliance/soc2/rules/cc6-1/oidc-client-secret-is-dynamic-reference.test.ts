import { CfnParameter, SecretValue } from 'aws-cdk-lib';
import { CfnListener, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/oidc-client-secret-is-dynamic-reference';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const PATH = 'DefaultActions.0.AuthenticateOidcConfig.ClientSecret';
const login = (AuthenticateOidcConfig: object | string) => verdictOn(OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE, 'AWS::ElasticLoadBalancingV2::Listener', {
  Protocol: 'HTTPS', DefaultActions: [{ Type: 'authenticate-oidc', AuthenticateOidcConfig }],
}, (stack) => { new CfnParameter(stack, 'Masked', { noEcho: true }); raw(stack, 'Secret', 'AWS::SecretsManager::Secret', {}); });

test.each([
  '{{resolve:secretsmanager:luigi/oidc:SecretString:secret}}',
  { 'Fn::Sub': '{{resolve:secretsmanager:${Secret}:SecretString:secret}}' },
  { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, '}}']] },
])('a dynamic reference complies: %j', (ClientSecret) => {
  expect(login({ ClientSecret })).toEqual([]);
});

test('so does the secret that the balancer has', () => {
  expect(login({ UseExistingClientSecret: 'true' })).toEqual([]);
});

test.each(['hunter2', '{{resolve:ssm:/luigi/oidc}}', HANDED_IN])('what can be read in the template, or by who describes the stack, is found: %j', (ClientSecret) => {
  expect(login({ ClientSecret })).toEqual([PATH]);
});

test('in a rule too', () => {
  expect(verdictOn(OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
    Actions: [{ Type: 'authenticate-oidc', AuthenticateOidcConfig: { ClientSecret: 'hunter2' } }],
  })).toEqual(['Actions.0.AuthenticateOidcConfig.ClientSecret']);
});

test('what can\'t be told is a finding of its own', () => {
  expect(login({ ClientSecret: { Ref: 'Masked' } })).toEqual(unresolvedAt(PATH));
  expect(login({ ClientSecret: { 'Fn::ImportValue': 'x' } })).toEqual(unresolvedAt(PATH));
  expect(login({})).toEqual(unresolvedAt(PATH));
  expect(login(HANDED_IN)).toEqual(unresolvedAt('DefaultActions.0.AuthenticateOidcConfig'));
});

test('so it is with the secret of a provider of a user pool', () => {
  const provider = (ProviderDetails: object) => verdictOn(OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE, 'AWS::Cognito::UserPoolIdentityProvider', { ProviderDetails });

  expect(provider({ client_secret: 'hunter2' })).toEqual(['ProviderDetails.client_secret']);
  expect(provider({ client_secret: '{{resolve:secretsmanager:google}}' })).toEqual([]);
  expect(provider({ MetadataURL: 'https://example.com' })).toBeUndefined();
});

test('a login that CDK makes', () => {
  const endpoints = { issuer: 'https://i', authorizationEndpoint: 'https://a', tokenEndpoint: 'https://t', userInfoEndpoint: 'https://u', clientId: 'c' };
  const found = judged(OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE, (stack) => {
    const clientSecrets = { Kept: Secret.fromSecretNameV2(stack, 'Secret', 'luigi').secretValue, Plain: SecretValue.unsafePlainText('hunter2') };
    for (const [id, clientSecret] of Object.entries(clientSecrets)) {
      const [action] = ListenerAction.authenticateOidc({ ...endpoints, clientSecret, next: ListenerAction.fixedResponse(200) }).renderActions();
      new CfnListener(stack, id, { loadBalancerArn: 'arn', protocol: 'HTTPS', defaultActions: action === undefined ? [] : [action] });
    }
  });

  expect(found).toEqual({ 'Stack/Kept': [], 'Stack/Plain': [PATH] });
});

test('a login by Cognito has no secret here', () => {
  expect(verdictOn(OIDC_CLIENT_SECRET_IS_DYNAMIC_REFERENCE, 'AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS', DefaultActions: [{ Type: 'authenticate-cognito' }] })).toBeUndefined();
});
