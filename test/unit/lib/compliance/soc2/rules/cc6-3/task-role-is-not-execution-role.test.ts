import { CfnTaskDefinition, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { TASK_ROLE_IS_NOT_EXECUTION_ROLE as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/task-role-is-not-execution-role';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const ONE = 'arn:aws:iam::123456789012:role/one';
const OTHER = 'arn:aws:iam::123456789012:role/other';
const task = (TaskRoleArn?: unknown, ExecutionRoleArn?: unknown) => verdictOn(RULE, 'AWS::ECS::TaskDefinition', { TaskRoleArn, ExecutionRoleArn });

test('two roles, or one of them only, comply', () => {
  expect(task(ONE, OTHER)).toEqual([]);
  expect(task(ONE)).toEqual([]);
  expect(task(undefined, ONE)).toEqual([]);
});

test('one role for both is found, however it is written', () => {
  expect(task(ONE, ONE)).toEqual(['']);
  expect(task(HANDED_IN, HANDED_IN)).toEqual(['']);
  expect(task(ONE, { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/one' })).toEqual(['']);
});

test('where deployment names one of them it can\'t be told', () => {
  expect(task(ONE, HANDED_IN)).toEqual(unresolvedAt('TaskRoleArn'));
  expect(task({ 'Fn::ImportValue': 'a' }, { 'Fn::ImportValue': 'b' })).toEqual(unresolvedAt('TaskRoleArn'));
});

test('without roles there is nothing to say', () => {
  expect(task()).toBeUndefined();
});

test('L1 and L2; a role of the app is none that is handed in', () => {
  expect(judged(RULE, (stack) => {
    const assumedBy = new ServicePrincipal('ecs-tasks.amazonaws.com');
    const role = new Role(stack, 'Role', { assumedBy, roleName: 'shared' });
    new FargateTaskDefinition(stack, 'Good');
    new FargateTaskDefinition(stack, 'Bad', { taskRole: role, executionRole: role });
    new CfnTaskDefinition(stack, 'ByName', { taskRoleArn: role.roleArn, executionRoleArn: 'arn:aws:iam::123456789012:role/shared' });
    new CfnTaskDefinition(stack, 'Brought', { taskRoleArn: new Role(stack, 'Own', { assumedBy }).roleArn, executionRoleArn: '{{resolve:ssm:role}}' });
  })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''], 'Stack/ByName': [''], 'Stack/Brought': [] });
});
