import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { LuigiExample } from '../../../bin/example/stack';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:luigi/client-Ab12Cd';
const OKTA = { login: 'okta', oktaDomain: 'example.okta.com', oktaClientId: '0oa1b2c3', oktaClientSecretArn: SECRET };
const OIDC = {
  login: 'oidc', oidcIssuer: 'https://login.example.org', oidcAuthorizationEndpoint: 'https://login.example.org/authorize',
  oidcTokenEndpoint: 'https://login.example.org/token', oidcUserInfoEndpoint: 'https://login.example.org/userinfo',
  oidcClientId: 'luigi', oidcClientSecretArn: SECRET, oidcScopes: 'groups',
};
const SAML = { login: 'saml', samlMetadataUrl: 'https://id.example.org/metadata', samlGroupsAttribute: 'groups' };
const MACHINES = {
  machineIssuerUrl: 'https://1a2b3c4d-5e6f-4a1b-8c2d-0123456789ab.tokens.sts.global.api.aws',
  machineRoles: 'arn:aws:iam::111122223333:role/ci/*,arn:aws:iam::111122223333:role/nightly', githubRepositories: 'acme/etl',
};

function synthesised(context: Record<string, unknown> = {}): { readonly app: App; readonly template: Template } {
  const app = new App({
    context: { 'aws:cdk:bundling-stacks': [], ...Object.fromEntries(Object.entries(context).map(([key, value]) => [`luigi:${key}`, value])) },
  });
  return { app, template: Template.fromStack(new LuigiExample(app, 'LuigiExample')) };
}

function loginAction(template: Template): unknown {
  const rules = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule', { Properties: { Priority: 3000 } }));
  return (rules[0] as { Properties: { Actions: unknown[] } }).Properties.Actions[0];
}

test('with nothing given, people log in by a user pool with the groups of the mappings', () => {
  const { template } = synthesised();

  expect(loginAction(template)).toMatchObject({ Type: 'authenticate-cognito' });
  for (const GroupName of ['data-engineers', 'analysts']) template.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  template.resourceCountIs('AWS::SNS::Subscription', 0);
  template.resourceCountIs('AWS::SSM::Parameter', 3);
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
});

test('it has a job that analysts may start, whose code is in the repository', () => {
  const { template } = synthesised();

  template.hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: 'luigi-luigi_daily-report' });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/luigi/luigi/jobs/daily-report' });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/luigi/luigi/access/Analysts', Value: Match.stringLikeRegexp('"run":\\[\\{"job":"daily-report"') });
});

test.each<[string, Record<string, unknown>, object]>([
  ['okta', OKTA, { Issuer: 'https://example.okta.com', ClientId: '0oa1b2c3' }],
  ['oidc', OIDC, { Issuer: 'https://login.example.org', ClientId: 'luigi', Scope: 'openid groups' }],
])('login %s: the balancer asks that provider, its secret stays in Secrets Manager', (_login, context, expected) => {
  const { template } = synthesised(context);

  expect(loginAction(template)).toMatchObject({
    Type: 'authenticate-oidc',
    AuthenticateOidcConfig: { ...expected, ClientSecret: `{{resolve:secretsmanager:${SECRET}:SecretString:::}}` },
  });
  template.resourceCountIs('AWS::Cognito::UserPool', 0);
});

test('login saml: a user pool federated with the provider', () => {
  synthesised(SAML).template.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
    ProviderType: 'SAML', ProviderDetails: Match.objectLike({ MetadataURL: 'https://id.example.org/metadata' }),
  });
});

test.each([['ready', 'authenticate-oidc'], ['active', 'authenticate-cognito']])('break-glass %s: pool, mapping and alarm are there, people log in by %s', (breakGlass, Type) => {
  const { template } = synthesised({ ...OKTA, breakGlass });

  expect(loginAction(template)).toMatchObject({ Type });
  template.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'luigi-break-glass' });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/luigi/luigi/access/break-glass' });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'luigi-luigi-BreakGlassUsed' });
});

test('the load balancer can face the internet, for those who are named only', () => {
  const { template } = synthesised({ internetFacing: true, allowedSources: '198.51.100.0/24,pl-0123456789abcdef0' });

  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internet-facing' });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Load balancer of Luigi',
    SecurityGroupIngress: [80, 443].flatMap((FromPort) => [Match.objectLike({ CidrIp: '198.51.100.0/24', FromPort })]).reverse(),
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourcePrefixListId: 'pl-0123456789abcdef0', FromPort: 443 });
});

test('alarms can be mailed', () => {
  synthesised({ alarmEmail: 'oncall@example.org' }).template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'oncall@example.org' });
});

test('workers outside of AWS reach the worker lane, and sign in', () => {
  const { template } = synthesised({ workerSecretArn: SECRET, workerSources: '10.20.0.0/16' });

  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Task of Luigi', SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.20.0.0/16', FromPort: 8444, ToPort: 8444 })],
  });
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: Match.arrayWith([Match.objectLike({
      Name: 'gateway',
      Secrets: [
        { Name: 'GATEWAY_WORKER_CREDENTIAL', ValueFrom: `${SECRET}:current::` },
        { Name: 'GATEWAY_WORKER_CREDENTIAL_PREVIOUS', ValueFrom: `${SECRET}:previous::` },
      ],
    })]),
  });
});

test('machines call only where they are named, and may start the daily report', () => {
  const bearer = (template: Template) => template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule', {
    Properties: { Actions: Match.arrayWith([Match.objectLike({ Type: 'jwt-validation' })]) },
  });
  const { template } = synthesised(MACHINES);

  expect(Object.keys(bearer(template))).toHaveLength(2);
  expect(bearer(synthesised().template)).toEqual({});
  const [{ Properties }] = Object.values(template.findResources('AWS::SSM::Parameter', { Properties: { Name: '/luigi/luigi/access/Machines' } })) as [{ Properties: { Value: string } }];
  expect(JSON.parse(Properties.Value)).toMatchObject({
    principals: ['client:github/acme/etl', 'role:arn:aws:iam::111122223333:role/ci/*', 'role:arn:aws:iam::111122223333:role/nightly'],
    grants: { view: ['report.*'], run: [{ job: 'daily-report' }] },
  });
});

test('all of it can be made to go with the stack', () => {
  const { template } = synthesised({ removalPolicy: 'destroy', deletionProtection: false });

  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string; DeletionPolicy?: string }> };
  const staying = Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain').map(({ Type }) => Type);
  expect(staying).toEqual([]);
  expect(JSON.stringify(Resources)).not.toMatch(/"DeletionProtection(?:Enabled)?":(?:true|"ACTIVE")/);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: Match.arrayWith([{ Key: 'deletion_protection.enabled', Value: 'false' }]),
  });
});

test.each<[string, Record<string, unknown>]>([
  ['all that can be given', {
    ...OIDC, breakGlass: 'active', internetFacing: 'true', allowedSources: '198.51.100.0/24,pl-0123456789abcdef0', alarmEmail: 'oncall@example.org',
    workerSecretArn: SECRET, workerSources: '10.20.0.0/16', ...MACHINES, removalPolicy: 'destroy', deletionProtection: 'false',
  }],
  ['the least, open to the internet', { ...SAML, breakGlass: 'ready', internetFacing: 'true' }],
])('no pack finds anything against %s', (_what, context) => {
  const { app } = synthesised(context);

  for (const Pack of [AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks]) {
    expect(new Pack(app).validateScope(app)).toMatchObject({ success: true, violations: [] });
  }
});
