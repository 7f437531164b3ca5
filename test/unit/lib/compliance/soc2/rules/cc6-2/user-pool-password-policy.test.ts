import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { USER_POOL_PASSWORD_POLICY } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/user-pool-password-policy';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const KINDS = { RequireLowercase: true, RequireUppercase: 'true', RequireNumbers: true, RequireSymbols: true };
const pool = (PasswordPolicy: object) => verdictOn(USER_POOL_PASSWORD_POLICY, 'AWS::Cognito::UserPool', { Policies: { PasswordPolicy } });

test.each([{ ...KINDS, MinimumLength: 8 }, { ...KINDS, MinimumLength: '12' }, { MinimumLength: 15 }, { MinimumLength: 20, RequireSymbols: HANDED_IN }])('strong ones comply: %j', (policy) => {
  expect(pool(policy)).toEqual([]);
});

test.each([{ ...KINDS, MinimumLength: 7 }, KINDS, { MinimumLength: 12 }, { ...KINDS, MinimumLength: 14, RequireSymbols: 'false' }, { MinimumLength: HANDED_IN }])('weak ones are found: %j', (policy) => {
  expect(pool(policy)).toEqual(['']);
});

test('a pool that says nothing is found', () => {
  expect(verdictOn(USER_POOL_PASSWORD_POLICY, 'AWS::Cognito::UserPool', {})).toEqual(['']);
  expect(judged(USER_POOL_PASSWORD_POLICY, (stack) => { new UserPool(stack, 'Pool'); })).toEqual({ 'Stack/Pool/Resource': [''] });
});

test('what deployment decides is a finding of its own', () => {
  expect(pool({ ...KINDS, MinimumLength: HANDED_IN })).toEqual(unresolvedAt('Policies.PasswordPolicy.MinimumLength'));
  expect(pool({ ...KINDS, MinimumLength: 8, RequireSymbols: HANDED_IN })).toEqual(unresolvedAt('RequireSymbols'));
  expect(pool(HANDED_IN)).toEqual(unresolvedAt('Policies.PasswordPolicy'));
});

test('a pool for programs only is not looked at', () => {
  expect(verdictOn(USER_POOL_PASSWORD_POLICY, 'AWS::Cognito::UserPool', { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }, (stack) => {
    raw(stack, 'Client', 'AWS::Cognito::UserPoolClient', { UserPoolId: { Ref: 'Judged' }, AllowedOAuthFlows: ['client_credentials'] });
  })).toBeUndefined();
});
