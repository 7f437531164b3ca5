import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { USER_POOL_CLIENT_USES_CODE_FLOW } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/user-pool-client-uses-code-flow';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const client = (properties: object) => verdictOn(USER_POOL_CLIENT_USES_CODE_FLOW, 'AWS::Cognito::UserPoolClient', properties);
const ON = { AllowedOAuthFlowsUserPoolClient: true };

test('the code flow complies', () => {
  expect(client({ ...ON, AllowedOAuthFlows: ['code'] })).toEqual([]);
  expect(client({ AllowedOAuthFlowsUserPoolClient: 'true', AllowedOAuthFlows: 'code' })).toEqual([]);
});

test('the implicit flow is found, alone and besides', () => {
  expect(client({ ...ON, AllowedOAuthFlows: ['implicit'] })).toEqual(['']);
  expect(client({ AllowedOAuthFlowsUserPoolClient: 'true', AllowedOAuthFlows: ['code', 'implicit'] })).toEqual(['']);
});

test.each([{}, { ...ON, AllowedOAuthFlows: ['client_credentials'] }, { AllowedOAuthFlowsUserPoolClient: 'false', AllowedOAuthFlows: ['implicit'] }])('a client is not looked at by which nobody signs in so: %j', (properties) => {
  expect(client(properties)).toBeUndefined();
});

test('what deployment decides is a finding of its own', () => {
  expect(client({ ...ON, AllowedOAuthFlows: HANDED_IN })).toEqual(unresolvedAt('AllowedOAuthFlows'));
  expect(client({ AllowedOAuthFlowsUserPoolClient: HANDED_IN, AllowedOAuthFlows: ['implicit'] })).toEqual(unresolvedAt('AllowedOAuthFlows'));
});

test('clients that CDK makes', () => {
  const found = judged(USER_POOL_CLIENT_USES_CODE_FLOW, (stack) => {
    const pool = new UserPool(stack, 'Pool');
    pool.addClient('Client');
    pool.addClient('Code', { oAuth: { flows: { authorizationCodeGrant: true } } });
    pool.addClient('ApiOnly', { disableOAuth: true });
  });

  expect(found).toEqual({ 'Stack/Pool/Client/Resource': [''], 'Stack/Pool/Code/Resource': [] });
});
