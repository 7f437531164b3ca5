import { IDENTITY_POOL_REQUIRES_LOGIN } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/identity-pool-requires-login';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const pool = (AllowUnauthenticatedIdentities: unknown) => verdictOn(IDENTITY_POOL_REQUIRES_LOGIN, 'AWS::Cognito::IdentityPool', { AllowUnauthenticatedIdentities });

test.each([false, 'false'])('a login complies: %j', (value) => {
  expect(pool(value)).toEqual([]);
});

test.each([true, 'true'])('none is found: %j', (value) => {
  expect(pool(value)).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(pool(HANDED_IN)).toEqual(unresolvedAt('AllowUnauthenticatedIdentities'));
});

test('user pools are not looked at', () => {
  expect(verdictOn(IDENTITY_POOL_REQUIRES_LOGIN, 'AWS::Cognito::UserPool', {})).toBeUndefined();
});
