import { AccountPrincipal, AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { KMS_KEY_POLICY_NAMES_PRINCIPALS } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/kms-key-policy-names-principals';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const USE = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
const keyWith = (...statements: readonly object[]) => verdictOn(KMS_KEY_POLICY_NAMES_PRINCIPALS, 'AWS::KMS::Key', { KeyPolicy: { Version: '2012-10-17', Statement: statements } });

test.each([
  ['the account', { ...USE, Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } } }],
  ['the account by its number', { ...USE, Principal: { AWS: { Ref: 'AWS::AccountId' } } }],
  ['a role that another stack exports', { ...USE, Principal: { AWS: { 'Fn::ImportValue': 'role' } } }],
  ['everybody of an account', { ...USE, Principal: '*', Condition: { StringEquals: { 'kms:CallerAccount': '111122223333' } } }],
  ['everybody of an organisation', { ...USE, Principal: { AWS: ['*'] }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' }, Bool: { 'aws:SecureTransport': 'true' } } }],
  ['nobody', { ...USE, Effect: 'Deny', Principal: '*' }],
])('a policy complies that is for %s', (_who, statement) => {
  expect(keyWith(statement)).toEqual([]);
});

test.each([
  ['everybody', { ...USE, Principal: '*' }],
  ['all of AWS', { ...USE, Principal: { AWS: '*' } }],
  ['a list with all in it', { ...USE, Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }],
  ['all but one', { ...USE, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }],
  ['everybody under no conditions', { ...USE, Principal: '*', Condition: {} }],
  ['everybody over TLS', { ...USE, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ['everybody out of a network', { ...USE, Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } }],
])('one is found that is for %s, by its place', (_who, statement) => {
  expect(keyWith({ ...USE, Effect: 'Deny', Principal: '*' }, statement)).toEqual(['KeyPolicy.Statement.1']);
});

test('a replica has a policy of its own', () => {
  const replicaFor = (Principal: unknown) => verdictOn(KMS_KEY_POLICY_NAMES_PRINCIPALS, 'AWS::KMS::ReplicaKey', { KeyPolicy: { Statement: [{ ...USE, Principal }] } });

  expect(replicaFor('*')).toEqual(['KeyPolicy.Statement.0']);
  expect(replicaFor({ AWS: '111122223333' })).toEqual([]);
});

test('a policy with one statement that is no list, or written as text, is read too', () => {
  const verdict = (KeyPolicy: object | string) => verdictOn(KMS_KEY_POLICY_NAMES_PRINCIPALS, 'AWS::KMS::Key', { KeyPolicy });

  expect(verdict({ Statement: { ...USE, Principal: '*' } })).toEqual(['KeyPolicy.Statement.0']);
  expect(verdict(JSON.stringify({ Statement: [{ ...USE, Principal: '*' }] }))).toEqual(['KeyPolicy.Statement.0']);
});

test('what deployment decides is a finding of its own', () => {
  expect(keyWith({ ...USE, Principal: { AWS: HANDED_IN } })).toEqual(unresolvedAt('KeyPolicy.Statement.0'));
  expect(keyWith({ ...USE, Principal: '*', Condition: HANDED_IN })).toEqual(unresolvedAt('KeyPolicy.Statement.0'));
  expect(keyWith({ ...USE, Principal: '*', Effect: HANDED_IN })).toEqual(unresolvedAt('KeyPolicy.Statement.0'));
  expect(verdictOn(KMS_KEY_POLICY_NAMES_PRINCIPALS, 'AWS::KMS::Key', { KeyPolicy: HANDED_IN })).toEqual(unresolvedAt('KeyPolicy'));
});

test('keys that CDK makes', () => {
  const found = judged(KMS_KEY_POLICY_NAMES_PRINCIPALS, (stack) => {
    const key = new Key(stack, 'Key');
    key.grantEncryptDecrypt(new ServicePrincipal('logs.amazonaws.com'));
    key.grantDecrypt(new AccountPrincipal('111122223333'));
    new Key(stack, 'Open').addToResourcePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'], principals: [new AnyPrincipal()] }));
  });

  expect(found).toEqual({ 'Stack/Key/Resource': [], 'Stack/Open/Resource': ['KeyPolicy.Statement.1'] });
});
