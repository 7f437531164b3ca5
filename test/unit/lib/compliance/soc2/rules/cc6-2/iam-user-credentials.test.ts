import { SecretValue } from 'aws-cdk-lib';
import { AccessKey, AccessKeyStatus, User } from 'aws-cdk-lib/aws-iam';
import { IAM_USER_HAS_NO_ACCESS_KEY } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/iam-user-has-no-access-key';
import { IAM_USER_HAS_NO_PASSWORD } from '../../../../../../../lib/compliance/soc2/rules/cc6-2/iam-user-has-no-password';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

test('a user with a password is found, wherever the password is kept', () => {
  const found = judged(IAM_USER_HAS_NO_PASSWORD, (stack) => {
    new User(stack, 'Without');
    new User(stack, 'With', { password: SecretValue.secretsManager('password') });
  });

  expect(found).toEqual({ 'Stack/Without/Resource': [], 'Stack/With/Resource': [''] });
  expect(verdictOn(IAM_USER_HAS_NO_PASSWORD, 'AWS::IAM::User', { LoginProfile: HANDED_IN })).toEqual(['']);
});

test('an access key is found while it is good', () => {
  const found = judged(IAM_USER_HAS_NO_ACCESS_KEY, (stack) => {
    const user = new User(stack, 'User');
    new AccessKey(stack, 'Good', { user });
    new AccessKey(stack, 'Off', { user, status: AccessKeyStatus.INACTIVE });
  });

  expect(found).toEqual({ 'Stack/Good/Resource': [''], 'Stack/Off/Resource': [] });
});

test('what deployment decides is a finding of its own', () => {
  expect(verdictOn(IAM_USER_HAS_NO_ACCESS_KEY, 'AWS::IAM::AccessKey', { Status: HANDED_IN })).toEqual(unresolvedAt('Status'));
});

test('roles are not looked at', () => {
  expect(verdictOn(IAM_USER_HAS_NO_PASSWORD, 'AWS::IAM::Role', {})).toBeUndefined();
  expect(verdictOn(IAM_USER_HAS_NO_ACCESS_KEY, 'AWS::IAM::Role', {})).toBeUndefined();
});
