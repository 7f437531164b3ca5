import { AccountRootPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { PASS_ROLE_NAMES_ROLES as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/pass-role-names-roles';
import { judged } from '../../../../../../support/lib/soc2';
import { STATEMENT, verdictOnStatement } from '../../../../../../support/lib/soc2-policy';
import { HANDED_IN, unresolvedAt } from '../../../../../../support/lib/soc2-resource';

const ROLE = 'arn:aws:iam::123456789012:role/task';
const TO_ECS = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };

test.each([[ROLE], [[ROLE, 'arn:aws:iam::123456789012:role/execution']], [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/task' }]])('named roles for a named service comply: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', Resource, Condition: TO_ECS })).toEqual([]);
});

test.each([['*'], ['arn:aws:iam::123456789012:role/*'], ['arn:aws:iam::*:role/task'], ['arn:aws:iam::123456789012:role/luigi-*'], [[ROLE, '*']], ['arn:aws:iam::123456789012:role/tas?']])('more than one role is found: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', Resource, Condition: TO_ECS })).toEqual([`${STATEMENT}.Resource`]);
});

test.each([['IAM:passrole'], ['iam:*'], ['iam:Pass*'], [['s3:GetObject', 'iam:PassRole']]])('however it is written: %j', (Action) => {
  expect(verdictOnStatement(RULE, { Action, Resource: '*', Condition: TO_ECS })).toEqual([`${STATEMENT}.Resource`]);
});

test.each([[undefined], [{ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }], [{ StringLike: { 'iam:PassedToService': '*' } }], [{ StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }]])('without a named service it is found: %j', (Condition) => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', Resource: ROLE, Condition })).toEqual([`${STATEMENT}.Condition`]);
});

test('StringEqualsIfExists is as good: who passes a role always passes it to a service', () => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', Resource: ROLE, Condition: { StringEqualsIfExists: { 'iam:passedtoservice': 'ecs-tasks.amazonaws.com' } } })).toEqual([]);
});

test('all roles but some are found', () => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', NotResource: ROLE, Condition: TO_ECS })).toEqual([`${STATEMENT}.NotResource`]);
});

test.each([[HANDED_IN], [{ 'Fn::Sub': 'arn:aws:iam::123456789012:role/${HandedIn}' }], [{ 'Fn::ImportValue': 'role' }]])('a role that deployment names may be all: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', Resource, Condition: TO_ECS })).toEqual(unresolvedAt(`${STATEMENT}.Resource`));
});

test('conditions that deployment hands in are a finding of their own', () => {
  expect(verdictOnStatement(RULE, { Action: 'iam:PassRole', Resource: ROLE, Condition: HANDED_IN })).toEqual(unresolvedAt(`${STATEMENT}.Condition`));
});

test('a role of the app that only services take on needs no condition; one for people does', () => {
  expect(judged(RULE, (stack) => {
    const task = new Role(stack, 'Task', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    const person = new Role(stack, 'Person', { assumedBy: new AccountRootPrincipal() });
    const starter = (id: string, passed: Role) => new Role(stack, id, { assumedBy: new ServicePrincipal('events.amazonaws.com') })
      .addToPolicy(new PolicyStatement({ actions: ['iam:PassRole'], resources: [passed.roleArn] }));
    starter('Good', task);
    starter('Bad', person);
  })).toEqual({ 'Stack/Good/DefaultPolicy/Resource': [], 'Stack/Bad/DefaultPolicy/Resource': [`${STATEMENT}.Condition`] });
});

test('statements about other actions, that deny, or that allow everything are not looked at', () => {
  expect(verdictOnStatement(RULE, { Action: 's3:GetObject', Resource: '*' })).toEqual([]);
  expect(verdictOnStatement(RULE, { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' })).toEqual([]);
  expect(verdictOnStatement(RULE, { Action: '*', Resource: '*' })).toEqual([]);
});
