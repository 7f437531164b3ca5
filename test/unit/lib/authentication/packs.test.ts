import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnUserPool, UserPoolIdentityProviderSamlMetadata as Metadata } from 'aws-cdk-lib/aws-cognito';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Authentication } from '../../../../lib/authentication/authentication';
import { bindOptions } from './bound';

const PACKS = { AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks };

describe.each(Object.entries(PACKS))('%s', (_name, Pack) => {
  test.each<[string, () => Authentication]>([
    ['cognitoUserPool', () => Authentication.cognitoUserPool({ groups: ['operators'] })],
    ['saml', () => Authentication.saml({ metadata: Metadata.url('https://id.example.com/metadata'), groupsAttribute: 'groups' })],
    ['withBreakGlass', () => Authentication.withBreakGlass({
      usual: Authentication.saml({ metadata: Metadata.url('https://id.example.com/metadata'), groupsAttribute: 'groups' }),
      breakGlass: Authentication.cognitoUserPool(),
    })],
  ])('has nothing against what %s makes', (_what, make) => {
    const app = new App();
    const stack = new Stack(app, 'Service');
    const authentication = make();
    authentication.bind(stack, bindOptions(stack, { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false }));
    expect(new Pack(app).validateScope(app)).toMatchObject({ success: true, violations: [] });
  });
});

test('the packs do look at user pools', () => {
  const app = new App();
  new CfnUserPool(new Stack(app, 'Service'), 'Careless');
  expect(new AwsSolutionsChecks(app).validateScope(app)).toMatchObject({ success: false });
});
