import { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { SCHEDULER_ROLE_NAMES_ACCOUNT as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/scheduler-role-names-account';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const AT = 'AssumeRolePolicyDocument.Statement.0';
const role = (Condition?: unknown, Service: unknown = 'scheduler.amazonaws.com') => verdictOn(RULE, 'AWS::IAM::Role', {
  AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service }, Condition }] },
});

test.each([
  [{ StringEquals: { 'aws:SourceAccount': '123456789012' } }], [{ StringEquals: { 'AWS:SOURCEACCOUNT': { Ref: 'AWS::AccountId' } } }], [{ StringLike: { 'aws:SourceAccount': ['123456789012'] } }],
  [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:scheduler:eu-west-1:123456789012:schedule-group/luigi' } }],
])('an account, or what is of one, complies: %j', (condition) => {
  expect(role(condition)).toEqual([]);
});

test.each([
  [undefined], [{ StringNotEquals: { 'aws:SourceAccount': '123456789012' } }], [{ StringLike: { 'aws:SourceAccount': '*' } }], [{ StringEqualsIfExists: { 'aws:SourceAccount': '123456789012' } }],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:*:*:schedule-group/luigi' } }], [{ ArnLike: { 'aws:SourceArn': 'arn:aws:scheduler:*' } }], [{ ArnLike: { 'aws:SourceArn': ['arn:aws:scheduler:eu-west-1:123456789012:schedule-group/a', 'arn:aws:scheduler:eu-west-1:*'] } }],
])('any account is found: %j', (condition) => {
  expect(role(condition)).toEqual([AT]);
});

test('one service of several is enough', () => {
  expect(role(undefined, ['events.amazonaws.com', { 'Fn::Sub': 'scheduler.${AWS::URLSuffix}' }])).toEqual([AT]);
});

test('what deployment decides is a finding of its own', () => {
  expect(role(HANDED_IN)).toEqual(unresolvedAt(AT));
});

test('roles of other services are not looked at', () => {
  expect(role(undefined, 'lambda.amazonaws.com')).toBeUndefined();
  expect(role(undefined, 'ecs-tasks.amazonaws.com')).toBeUndefined();
});

test('L2: the role that a target makes complies, a plain one does not', () => {
  const verdicts = judged(RULE, (stack) => {
    new Schedule(stack, 'Schedule', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new SqsSendMessage(new Queue(stack, 'Queue')) });
    new Role(stack, 'Plain', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  });

  expect(Object.entries(verdicts).map(([path, verdict]) => [path.replace(/-\w+\/.*|\/Resource/, ''), verdict])).toEqual([
    ['Stack/SchedulerRoleForTarget', []], ['Stack/Plain', [AT]],
  ]);
});
