import { Stack } from 'aws-cdk-lib';
import { Mfa, OAuthScope, ResourceServerScope, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { USER_POOL_REQUIRES_MFA } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/user-pool-requires-mfa';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const pool = (properties: object) => verdictOn(USER_POOL_REQUIRES_MFA, 'AWS::Cognito::UserPool', properties);

test('a second factor for all complies', () => {
  expect(pool({ MfaConfiguration: 'ON' })).toEqual([]);
});

test.each([{}, { MfaConfiguration: 'OFF' }, { MfaConfiguration: 'OPTIONAL' }])('less is found: %j', (properties) => {
  expect(pool(properties)).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(pool({ MfaConfiguration: HANDED_IN })).toEqual(unresolvedAt('MfaConfiguration'));
});

test('pools that CDK makes: one for programs only has nobody to ask for a factor', () => {
  const found = judged(USER_POOL_REQUIRES_MFA, (stack) => {
    new UserPool(stack, 'Good', { mfa: Mfa.REQUIRED });
    new UserPool(stack, 'Bad');
    const machines = new UserPool(stack, 'Machines');
    const scope = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read' });
    const scopes = [OAuthScope.resourceServer(machines.addResourceServer('Server', { identifier: 'api', scopes: [scope] }), scope)];
    new UserPoolClient(new Stack(stack.node.root, 'Other'), 'C', { userPool: machines, generateSecret: true, oAuth: { flows: { clientCredentials: true }, scopes } });
    const mixed = new UserPool(stack, 'Mixed');
    mixed.addClient('People');
    mixed.addClient('Machine', { generateSecret: true, oAuth: { flows: { clientCredentials: true }, scopes } });
  });

  expect(found).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''], 'Stack/Mixed/Resource': [''] });
});
