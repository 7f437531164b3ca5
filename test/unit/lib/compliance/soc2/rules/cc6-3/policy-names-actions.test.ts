import { AccountRootPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { POLICY_NAMES_ACTIONS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/policy-names-actions';
import { judged } from '../../../../../../support/lib/soc2';
import { STATEMENT, verdictOnStatement } from '../../../../../../support/lib/soc2-policy';
import { HANDED_IN, unresolvedAt } from '../../../../../../support/lib/soc2-resource';

test.each([
  ['s3:*'], ['S3:*'], [['s3:GetObject', 'dynamodb:*']], ['*'], ['s3:*Object'], ['s3:?etObject'], ['s3:p*'], ['iam:Create*'], ['iam:*Role'], ['organizations:Leave*'], ['iam:Pass*'],
])('all actions of a service are found: %j', (Action) => {
  expect(verdictOnStatement(RULE, { Action, Resource: 'arn:aws:s3:::bucket' })).toEqual([`${STATEMENT}.Action`]);
});

test.each([['s3:GetObject'], ['s3:GetObject*'], ['kms:ReEncrypt*'], ['ec2:Describe*'], ['iam:Get*'], ['iam:List*'], ['ssmmessages:*']])('a named action complies: %s', (Action) => {
  expect(verdictOnStatement(RULE, { Action, Resource: '*' })).toEqual([]);
});

test('all actions but some are found, unless they are denied', () => {
  expect(verdictOnStatement(RULE, { NotAction: 'iam:*', Resource: '*' })).toEqual([`${STATEMENT}.NotAction`]);
  expect(verdictOnStatement(RULE, { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' })).toEqual([]);
  expect(verdictOnStatement(RULE, { Effect: 'Deny', Action: '*', Resource: '*' })).toEqual([]);
});

test('what deployment decides is a finding of its own, unless the rest is broad enough', () => {
  expect(verdictOnStatement(RULE, { Action: [HANDED_IN, 's3:GetObject'], Resource: '*' })).toEqual(unresolvedAt(`${STATEMENT}.Action`));
  expect(verdictOnStatement(RULE, { Action: HANDED_IN, Resource: '*' })).toEqual(unresolvedAt(`${STATEMENT}.Action`));
  expect(verdictOnStatement(RULE, { Effect: HANDED_IN, Action: 's3:GetObject', Resource: '*' })).toEqual(unresolvedAt(`${STATEMENT}.Effect`));
  expect(verdictOnStatement(RULE, { Action: [HANDED_IN, 's3:*'], Resource: '*' })).toEqual([`${STATEMENT}.Action`]);
});

test('what CDK grants complies', () => {
  expect(judged(RULE, (stack) => {
    const role = new Role(stack, 'Role', { assumedBy: new AccountRootPrincipal(), managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')] });
    new Bucket(stack, 'Bucket', { encryptionKey: new Key(stack, 'Key') }).grantReadWrite(role);
  })).toEqual({ 'Stack/Role/DefaultPolicy/Resource': [] });
});
