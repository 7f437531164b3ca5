import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UserPoolIdentityProviderSamlMetadata } from 'aws-cdk-lib/aws-cognito';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Authentication } from '../../../../lib/authentication';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

type Over = (stack: Stack) => Partial<LuigiServiceProps>;

const template = (over: Over = () => ({})): Template => Template.fromStack(aLuigiStack(over).stack);
const idsOf = (from: Template, type: string): string[] => Object.keys(from.findResources(`AWS::${type}`));
const pool: Over = () => ({ authentication: Authentication.cognitoUserPool() });
const saml: Over = () => ({
  authentication: Authentication.saml({ metadata: UserPoolIdentityProviderSamlMetadata.url('https://id.example.com/metadata'), groupsAttribute: 'groups' }),
});

describe('the ECS service waits for, and is gone before,', () => {
  const made = template((stack) => ({ workerCredential: Secret.fromSecretNameV2(stack, 'Workers', 'luigi/workers') }));
  const [service] = Object.values(made.findResources('AWS::ECS::Service')) as { DependsOn: string[] }[];

  test('what the execution role may do: else a new task asks for a secret that it may not have yet', () => {
    const policies = idsOf(made, 'IAM::Policy').filter((id) => id.includes('ExecutionRole'));

    expect(policies).toHaveLength(1);
    expect(service!.DependsOn).toEqual(expect.arrayContaining(policies));
  });

  test('the ways to its state: else luigid could not write its last dump', () => {
    const rules = ['EC2::SecurityGroupIngress', 'EC2::SecurityGroupEgress']
      .flatMap((type) => Object.entries(made.findResources(`AWS::${type}`)))
      .filter(([, { Properties }]) => (Properties as { FromPort: number }).FromPort === 2049)
      .map(([id]) => id);

    expect(rules).toHaveLength(2);
    expect(service!.DependsOn).toEqual(expect.arrayContaining(rules));
  });

  test('the way from the load balancer', () => {
    const ways = Object.entries(made.findResources('AWS::EC2::SecurityGroupIngress'))
      .filter(([, { Properties }]) => (Properties as { FromPort: number }).FromPort === 8443).map(([id]) => id);

    expect(ways).toHaveLength(1);
    expect(service!.DependsOn).toEqual(expect.arrayContaining(ways));
  });
});

test('the ECS service waits for the listener: ECS takes no target group that no load balancer has', () => {
  const made = template();
  const [service] = Object.values(made.findResources('AWS::ECS::Service')) as { DependsOn: string[] }[];

  expect(service!.DependsOn).toEqual(expect.arrayContaining(Object.keys(made.findResources('AWS::ElasticLoadBalancingV2::Listener', { Properties: { Port: 443 } }))));
});

test('alarms wait for the ECS service: else they ring while it is being made', () => {
  const made = template();
  const alarms = Object.values(made.findResources('AWS::CloudWatch::Alarm')) as { DependsOn?: string[] }[];

  expect(alarms.length).toBeGreaterThan(10);
  for (const { DependsOn } of alarms) expect(DependsOn).toEqual(expect.arrayContaining(idsOf(made, 'ECS::Service')));
});

test('a load balancer that becomes internet-facing gets another target group: one group can\'t have two, and the new one is made before the old one goes', () => {
  const [inside, outside] = [template(), template(() => ({ loadBalancer: { internetFacing: true } }))];

  expect(idsOf(inside, 'ElasticLoadBalancingV2::LoadBalancer')).toEqual(idsOf(outside, 'ElasticLoadBalancingV2::LoadBalancer'));
  expect(idsOf(inside, 'ElasticLoadBalancingV2::TargetGroup')).not.toEqual(idsOf(outside, 'ElasticLoadBalancingV2::TargetGroup'));
});

describe('who goes from a user pool to a SAML provider', () => {
  test.each(['Cognito::UserPool', 'Cognito::UserPoolClient', 'Cognito::UserPoolDomain'])('gets another %s: Cognito alters no pool so far', (type) => {
    const [one] = idsOf(template(pool), type);

    expect(idsOf(template(saml), type)).not.toContain(one);
  });

  test('gets another prefix: the old domain is still there when the new one is made', () => {
    const prefixOf = (over: Over): unknown => Object.values(template(over).findResources('AWS::Cognito::UserPoolDomain')).map(({ Properties }) => (Properties as { Domain: unknown }).Domain);

    expect(prefixOf(saml)).not.toEqual(prefixOf(pool));
  });
});

test('a user pool lists no standard attributes: CloudFormation can\'t update one that does (aws/aws-cdk#8585)', () => {
  const attributes = [pool, saml].flatMap((over) => Object.values(template(over).findResources('AWS::Cognito::UserPool')))
    .flatMap(({ Properties }) => (Properties as { Schema?: { Name: string; AttributeDataType?: string }[] }).Schema ?? []);

  expect(attributes).toMatchObject([{ Name: 'groups', AttributeDataType: 'String' }]);
});
