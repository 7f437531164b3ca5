import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { USER_POOL_CLIENT_HIDES_USERS } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/user-pool-client-hides-users';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const client = (properties: object) => verdictOn(USER_POOL_CLIENT_HIDES_USERS, 'AWS::Cognito::UserPoolClient', properties);

test('equal answers comply, others are found', () => {
  expect(client({ PreventUserExistenceErrors: 'ENABLED' })).toEqual([]);
  expect(client({ PreventUserExistenceErrors: 'LEGACY' })).toEqual(['']);
  expect(client({})).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(client({ PreventUserExistenceErrors: HANDED_IN })).toEqual(unresolvedAt('PreventUserExistenceErrors'));
});

test('a program has no name to hide', () => {
  expect(client({ AllowedOAuthFlows: ['client_credentials'] })).toBeUndefined();
});

test('clients that CDK makes', () => {
  const found = judged(USER_POOL_CLIENT_HIDES_USERS, (stack) => {
    const pool = new UserPool(stack, 'Pool');
    pool.addClient('Client');
    pool.addClient('Hides', { preventUserExistenceErrors: true });
  });

  expect(found).toEqual({ 'Stack/Pool/Client/Resource': [''], 'Stack/Pool/Hides/Resource': [] });
});
