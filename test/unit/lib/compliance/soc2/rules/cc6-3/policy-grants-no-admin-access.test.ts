import { CfnManagedPolicy, CfnRole, CfnUser, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { POLICY_GRANTS_NO_ADMIN_ACCESS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/policy-grants-no-admin-access';
import { judged } from '../../../../../../support/lib/soc2';
import { STATEMENT, verdictOnStatement } from '../../../../../../support/lib/soc2-policy';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const ADMIN = { Effect: 'Allow', Action: '*', Resource: '*' };

test.each([
  [{ Action: '*', Resource: '*' }], [{ Action: ['*'], Resource: ['*'] }], [{ Action: ['s3:GetObject', '*:*'], Resource: '*' }],
  [{ Action: '*', Resource: ['arn:aws:s3:::bucket', '*'] }], [{ Action: '**', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
])('%j is found', (statement) => {
  expect(verdictOnStatement(RULE, statement)).toEqual([STATEMENT]);
});

test.each([
  [{ Action: 's3:*', Resource: '*' }], [{ Action: '*', Resource: 'arn:aws:s3:::bucket/*' }], [{ Effect: 'Deny', Action: '*', Resource: '*' }],
])('%j is not', (statement) => {
  expect(verdictOnStatement(RULE, statement)).toEqual([]);
});

test('one statement may stand for a list of one', () => {
  expect(verdictOn(RULE, 'AWS::IAM::RolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: { Statement: ADMIN } })).toEqual([STATEMENT]);
});

test('inline policies of roles, users and groups are looked at; identities without have nothing to look at', () => {
  const Policies = [{ PolicyName: 'a', PolicyDocument: { Statement: [{ ...ADMIN, Action: 's3:GetObject' }] } }, { PolicyName: 'b', PolicyDocument: { Statement: [ADMIN] } }];
  for (const type of ['Role', 'User', 'Group']) {
    expect(verdictOn(RULE, `AWS::IAM::${type}`, { Policies })).toEqual(['Policies.1.PolicyDocument.Statement.0']);
    expect(verdictOn(RULE, `AWS::IAM::${type}`, {})).toBeUndefined();
  }
});

test('a document that deployment hands in is a finding of its own', () => {
  expect(verdictOn(RULE, 'AWS::IAM::Policy', { PolicyDocument: HANDED_IN })).toEqual(unresolvedAt('PolicyDocument'));
  expect(verdictOn(RULE, 'AWS::IAM::Role', { Policies: HANDED_IN })).toEqual(unresolvedAt('Policies.0'));
});

test('an effect that deployment hands in may forbid it; that it can\'t be told is said by the rule of actions', () => {
  expect(verdictOnStatement(RULE, { ...ADMIN, Effect: HANDED_IN })).toEqual([]);
});

test('a policy that only bounds what others give is not looked at; one that is attached too is', () => {
  expect(judged(RULE, (stack) => {
    const boundary = new ManagedPolicy(stack, 'Boundary', { statements: [new PolicyStatement({ actions: ['*'], resources: ['*'] })] });
    const trust = { Statement: [] };
    new CfnRole(stack, 'Role', { assumeRolePolicyDocument: trust, permissionsBoundary: boundary.managedPolicyArn });
    const both = new CfnManagedPolicy(stack, 'Both', { policyDocument: { Statement: [ADMIN] } });
    new CfnRole(stack, 'Bounded', { assumeRolePolicyDocument: trust, permissionsBoundary: both.ref });
    new CfnUser(stack, 'Granted', { managedPolicyArns: [both.ref] });
  })).toEqual({ 'Stack/Both': [STATEMENT] });
});
