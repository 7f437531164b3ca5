import { ContainerImage, FargateTaskDefinition, Secret as ContainerSecret } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/container-environment-holds-no-secret';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const task = (...ContainerDefinitions: readonly object[]) => verdictOn(CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::ECS::TaskDefinition', { ContainerDefinitions });

test('secrets by Secrets comply, with whatever names', () => {
  expect(task({ Name: 'web', Environment: [{ Name: 'STAGE', Value: 'prod' }], Secrets: [{ Name: 'DB_PASSWORD', ValueFrom: 'arn' }] })).toEqual([]);
  expect(task({ Name: 'web' })).toEqual([]);
});

test('a secret in the environment is found, by its container', () => {
  expect(task({ Name: 'web' }, { Name: 'agent', Environment: [{ Name: 'DB_PASSWORD', Value: 'hunter2' }] })).toEqual(['agent.DB_PASSWORD']);
  expect(task({ Name: 'web', Environment: { Name: 'API_TOKEN', Value: 'abc' } })).toEqual(['web.API_TOKEN']);
});

test('in a Batch job too', () => {
  expect(verdictOn(CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::Batch::JobDefinition', {
    ContainerProperties: { Environment: [{ Name: 'API_TOKEN', Value: 'abc' }] },
  })).toEqual([expect.stringContaining('API_TOKEN')]);
});

test('what deployment decides is a finding of its own', () => {
  expect(task({ Name: 'web', Environment: [{ Name: 'API_TOKEN', Value: HANDED_IN }] })).toEqual(unresolvedAt('web.API_TOKEN'));
  expect(task({ Name: 'web', Environment: HANDED_IN })).toEqual(unresolvedAt('web.Environment'));
  expect(task({ Name: 'web', Environment: [{ Name: HANDED_IN, Value: 'abc' }] })).toEqual(unresolvedAt('web.${HandedIn}'));
});

test('tasks that CDK makes', () => {
  const found = judged(CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET, (stack) => {
    const secret = new Secret(stack, 'Secret');
    const image = ContainerImage.fromRegistry('web');
    new FargateTaskDefinition(stack, 'Good').addContainer('web', { image, environment: { DB_SECRET: secret.secretArn }, secrets: { DB_PASSWORD: ContainerSecret.fromSecretsManager(secret) } });
    new FargateTaskDefinition(stack, 'Bad').addContainer('web', { image, environment: { DB: secret.secretValueFromJson('password').unsafeUnwrap() } });
  });

  expect(found).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': ['web.DB'] });
});

test('what runs no containers is not looked at', () => {
  expect(verdictOn(CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::ECS::Service', {})).toBeUndefined();
});
