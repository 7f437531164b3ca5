import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { controlPath, revocationParameterName } from '../../../../lib/contract/parameter-names';
import { LuigiService } from '../../../../lib/luigi-service';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

test('a service names the parameter of who is shut out, where the gateway looks for it', () => {
  expect(aLuigiStack(() => ({ serviceName: 'etl' })).service.revocationParameterName).toBe('/luigi/etl/control/revoked');
  expect(revocationParameterName('etl')).toBe(`${controlPath('etl')}/revoked`);
});

test.each([['etl', '/luigi/etl/control/revoked'], [undefined, '/luigi/luigi/control/revoked']])('a service of another stack, %s, names it too', (serviceName, name) => {
  expect(LuigiService.fromLuigiServiceAttributes(new Stack(new App(), 'Stack'), 'Luigi', { serviceName }).revocationParameterName).toBe(name);
});

test('whoever may shut out may read, write and delete that parameter, and nothing else; no wildcard is to be answered for', () => {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = new Role(stack, 'OnCall', { assumedBy: new AccountRootPrincipal() });
  expect(LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', { serviceName: 'etl' }).grantShutOut(role).success).toBe(true);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [{
        Effect: 'Allow',
        Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-west-1:111122223333:parameter/luigi/etl/control/revoked']] },
      }],
    },
  });
  expect(() => app.synth()).not.toThrow();
});

test('a service tells its gateway where that parameter is, and lets it list what lies there: by this path, for reading alone', () => {
  const template = Template.fromStack(aLuigiStack(() => ({ serviceName: 'etl' })).stack);
  const environments = Object.values(template.findResources('AWS::ECS::TaskDefinition')).flatMap(({ Properties }) =>
    (Properties as { ContainerDefinitions: { Environment?: { Name: string; Value: unknown }[] }[] }).ContainerDefinitions
      .flatMap(({ Environment = [] }) => Environment));
  expect(environments.filter(({ Name }) => Name === 'GATEWAY_CONTROL')).toEqual([{ Name: 'GATEWAY_CONTROL', Value: 'ssm:/luigi/etl/control' }]);

  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    (Properties as { PolicyDocument: { Statement: { Sid?: string; Resource: unknown }[] } }).PolicyDocument.Statement);
  expect(statements.filter(({ Resource }) => JSON.stringify(Resource).includes('/control'))).toEqual([{
    Sid: 'ReadControl', Effect: 'Allow', Action: 'ssm:GetParametersByPath', Resource: expect.anything(),
  }]);
  expect(JSON.stringify(statements.find(({ Sid }) => Sid === 'ReadControl')?.Resource)).toMatch(/:parameter\/luigi\/etl\/control"/);
});
