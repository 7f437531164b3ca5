import { App, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { grantManageMappings, grantReadMappings } from '../../../../lib/access/mapping-grants';
import { aService, BareLuigiService, someOptions } from '../../../support/access/luigi-service';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

interface Policy {
  readonly Properties: { readonly PolicyDocument: { readonly Statement: Statement[] } };
}

function statements(stack: Stack): Statement[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as Policy[];
  return policies.flatMap(({ Properties: { PolicyDocument: { Statement: list } } }) => list);
}

const env = { account: '111122223333', region: 'eu-west-1' };
const PATH = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-west-1:111122223333:parameter/luigi/etl/access']] };
const BELOW = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-west-1:111122223333:parameter/luigi/etl/access/*']] };

describe('whoever looks after mappings', () => {
  test('may read, write and delete those of the service, list them, and nothing else', () => {
    const { stack, service } = aService({ env });
    const role = new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountRootPrincipal() });
    expect(grantManageMappings(service, role).success).toBe(true);
    expect(statements(stack)).toEqual([
      { Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters'], Resource: BELOW },
      { Effect: 'Allow', Action: 'ssm:GetParametersByPath', Resource: PATH },
    ]);
  });

  test('may be an auditor, who reads only', () => {
    const { stack, service } = aService({ env });
    const role = new iam.Role(stack, 'Auditor', { assumedBy: new iam.AccountRootPrincipal() });
    expect(grantReadMappings(service, role).success).toBe(true);
    expect(statements(stack)).toEqual([
      { Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory'], Resource: BELOW },
      { Effect: 'Allow', Action: 'ssm:GetParametersByPath', Resource: PATH },
    ]);
  });

  test('may be a role that is looked after elsewhere, and is left as it is', () => {
    const { stack, service } = aService({ env });
    const role = iam.Role.fromRoleArn(stack, 'Admin', 'arn:aws:iam::111122223333:role/admin', { mutable: false });
    service.mapRole('m', someOptions());
    expect(grantManageMappings(service, role).success).toBe(true);
    expect(statements(stack)).toEqual([]);
  });

  test.each([
    ['a known place', env, undefined],
    ['an unknown place', {}, undefined],
    ['a name that is known at deployment only', {}, 'Name'],
  ])('leaves no finding of AwsSolutions unanswered: %s', (_what, place, parameter) => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'Stack', 'account' in place ? { env: place } : {});
    const service = new BareLuigiService(stack, 'Luigi', parameter === undefined ? 'etl' : new CfnParameter(stack, parameter).valueAsString);
    const role = new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountRootPrincipal() });
    grantReadMappings(service, role);
    grantManageMappings(service, role);
    expect(() => app.synth()).not.toThrow();
  });

  test('is answered for in that alone: another wildcard of the same role is still found', () => {
    const app = new App();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'Stack');
    const role = new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountRootPrincipal() });
    grantManageMappings(new BareLuigiService(stack, 'Luigi'), role);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: ['*'] }));
    expect(() => app.synth()).toThrow();
  });
});

test('mappings leave nothing that the packs would find', () => {
  const app = new App();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new HIPAASecurityChecks(app), new PCIDSS321Checks(app));
  new BareLuigiService(new Stack(app, 'Stack'), 'Luigi').mapRole('m', someOptions());
  expect(() => app.synth()).not.toThrow();
});
