import { Repository } from 'aws-cdk-lib/aws-ecr';
import { AnyPrincipal, OrganizationPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ECR_REPOSITORY_NOT_OPEN as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/ecr-repository-not-open';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const PULL = { Effect: 'Allow', Action: ['ecr:BatchGetImage'] };
const repository = (Statement: unknown) => verdictOn(RULE, 'AWS::ECR::Repository', { RepositoryPolicyText: { Statement } });
const AT = 'RepositoryPolicyText.Statement.0';

test.each([
  ['a role', { ...PULL, Principal: { AWS: 'arn:aws:iam::123456789012:role/x' } }],
  ['the account', { ...PULL, Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } } }],
  ['a service', { ...PULL, Principal: { Service: 'lambda.amazonaws.com' } }],
  ['an account that deployment names in part', { ...PULL, Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${HandedIn}:root' } } }],
  ['everyone of an organisation', { ...PULL, Principal: '*', Condition: { StringEquals: { 'AWS:principalorgid': 'o-123' } } }],
  ['nobody', { ...PULL, Effect: 'Deny', Principal: '*' }],
])('a policy about %s complies', (_who, statement) => {
  expect(repository([statement])).toEqual([]);
  expect(repository(statement)).toEqual([]);
});

test.each([
  ['everyone', { ...PULL, Principal: '*' }],
  ['everyone, as an account', { ...PULL, Principal: { AWS: '*' } }],
  ['everyone, in a list', { ...PULL, Principal: { AWS: ['arn:aws:iam::123456789012:root', '*'] } }],
  ['everyone but one', { ...PULL, NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' } }],
  ['everyone over TLS', { ...PULL, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': true } } }],
  ['everyone who is not of an organisation', { ...PULL, Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-123' } } }],
  ['everyone of any organisation', { ...PULL, Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }],
])('one about %s is found', (_who, statement) => {
  expect(repository([statement])).toEqual([AT]);
  expect(repository(statement)).toEqual([AT]);
});

test('what deployment decides is a finding of its own', () => {
  expect(repository([{ ...PULL, Principal: HANDED_IN }])).toEqual(unresolvedAt(AT));
  expect(repository([{ ...PULL, Principal: '*', Condition: HANDED_IN }])).toEqual(unresolvedAt(AT));
  expect(repository([{ ...PULL, Effect: HANDED_IN, Principal: '*' }])).toEqual(unresolvedAt(AT));
  expect(repository(HANDED_IN)).toEqual(unresolvedAt('RepositoryPolicyText'));
});

test('a repository without a policy is its account\'s alone; a registry policy is looked at too, written as text too', () => {
  expect(verdictOn(RULE, 'AWS::ECR::Repository', {})).toEqual([]);
  expect(verdictOn(RULE, 'AWS::ECR::RegistryPolicy', { PolicyText: { Statement: [{ ...PULL, Principal: '*' }] } })).toEqual(['PolicyText.Statement.0']);
  expect(verdictOn(RULE, 'AWS::ECR::Repository', { RepositoryPolicyText: JSON.stringify({ Statement: { ...PULL, Principal: '*' } }) })).toEqual([AT]);
});

test('L2', () => {
  expect(judged(RULE, (stack) => {
    new Repository(stack, 'Open').addToResourcePolicy(new PolicyStatement({ actions: ['ecr:*'], principals: [new AnyPrincipal()] }));
    new Repository(stack, 'Ours').addToResourcePolicy(new PolicyStatement({ actions: ['ecr:*'], principals: [new OrganizationPrincipal('o-1234567890')] }));
  })).toEqual({ 'Stack/Open/Resource': [AT], 'Stack/Ours/Resource': [] });
});
