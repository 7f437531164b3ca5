import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { USER_POOL_ADMIN_CREATES_USERS } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/user-pool-admin-creates-users';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const PATH = 'AdminCreateUserConfig.AllowAdminCreateUserOnly';
const pool = (AdminCreateUserConfig?: object) => verdictOn(USER_POOL_ADMIN_CREATES_USERS, 'AWS::Cognito::UserPool', { AdminCreateUserConfig });

test.each([true, 'true'])('accounts made by administrators only comply: %j', (AllowAdminCreateUserOnly) => {
  expect(pool({ AllowAdminCreateUserOnly })).toEqual([]);
});

test.each([undefined, {}, { AllowAdminCreateUserOnly: 'false' }])('signing up is found: %j', (config) => {
  expect(pool(config)).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(pool({ AllowAdminCreateUserOnly: HANDED_IN })).toEqual(unresolvedAt(PATH));
  expect(pool(HANDED_IN)).toEqual(unresolvedAt(PATH));
});

test('pools that CDK makes', () => {
  const found = judged(USER_POOL_ADMIN_CREATES_USERS, (stack) => {
    new UserPool(stack, 'Default');
    new UserPool(stack, 'Open', { selfSignUpEnabled: true });
  });

  expect(found).toEqual({ 'Stack/Default/Resource': [], 'Stack/Open/Resource': [''] });
});

test('clients are not looked at', () => {
  expect(verdictOn(USER_POOL_ADMIN_CREATES_USERS, 'AWS::Cognito::UserPoolClient', {})).toBeUndefined();
});
