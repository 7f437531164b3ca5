import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { EcsTask } from 'aws-cdk-lib/aws-events-targets';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { EcsFargateLaunchTarget, EcsRunTask } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { RUN_TASK_NAMES_TASK_DEFINITIONS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/run-task-names-task-definitions';
import { judged } from '../../../../../../support/lib/soc2';
import { STATEMENT, verdictOnStatement } from '../../../../../../support/lib/soc2-policy';
import { HANDED_IN, unresolvedAt } from '../../../../../../support/lib/soc2-resource';

const FAMILY = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/job';
const IN_CLUSTER = { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:eu-west-1:123456789012:cluster/luigi' } };

test.each([[FAMILY], [`${FAMILY}:*`], [`${FAMILY}:7`], [{ 'Fn::Sub': 'arn:${AWS::Partition}:ecs:*:${AWS::AccountId}:task-definition/job:*' }]])('a named family in a named cluster complies: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: 'ecs:RunTask', Resource, Condition: IN_CLUSTER })).toEqual([]);
});

test.each([['*'], ['arn:aws:ecs:eu-west-1:123456789012:task-definition/*'], [`${FAMILY}*`], ['arn:aws:ecs:*:*:task-definition/*:*'], [[FAMILY, '*']]])('others are found: %j', (Resource) => {
  expect(verdictOnStatement(RULE, { Action: ['ECS:runtask'], Resource, Condition: IN_CLUSTER })).toEqual([`${STATEMENT}.Resource`]);
});

test.each([[undefined], [{ ArnLike: { 'ecs:cluster': '*' } }], [{ ArnNotEquals: { 'ecs:cluster': 'x' } }]])('any cluster is found: %j', (Condition) => {
  expect(verdictOnStatement(RULE, { Action: 'ecs:Run*', Resource: FAMILY, Condition })).toEqual([`${STATEMENT}.Condition`]);
});

test('what deployment decides is a finding of its own', () => {
  expect(verdictOnStatement(RULE, { Action: 'ecs:RunTask', Resource: HANDED_IN, Condition: IN_CLUSTER })).toEqual(unresolvedAt(`${STATEMENT}.Resource`));
  expect(verdictOnStatement(RULE, { Action: 'ecs:RunTask', Resource: FAMILY, Condition: HANDED_IN })).toEqual(unresolvedAt(`${STATEMENT}.Condition`));
});

test('other statements are not looked at', () => {
  expect(verdictOnStatement(RULE, { Action: 'ecs:StopTask', Resource: '*' })).toEqual([]);
  expect(verdictOnStatement(RULE, { Effect: 'Deny', Action: 'ecs:RunTask', Resource: '*' })).toEqual([]);
});

test('what CDK writes for a task that a rule starts complies', () => {
  const verdicts = judged(RULE, (stack) => {
    const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') });
    const taskDefinition = new FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('c', { image: ContainerImage.fromRegistry('i') });
    new Rule(stack, 'Rule', { schedule: Schedule.expression('rate(1 day)'), targets: [new EcsTask({ cluster, taskDefinition })] });
  });

  expect(Object.entries(verdicts).filter(([path]) => path.includes('EventsRole'))).toEqual([['Stack/Task/EventsRole/DefaultPolicy/Resource', []]]);
});

test('what CDK writes for a task that a state machine runs names the family, but no cluster', () => {
  const verdicts = judged(RULE, (stack) => {
    const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') });
    const taskDefinition = new FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('c', { image: ContainerImage.fromRegistry('i') });
    const run = new EcsRunTask(stack, 'Run', { cluster, taskDefinition, launchTarget: new EcsFargateLaunchTarget() });
    new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(run) });
  });

  expect(verdicts['Stack/Machine/Role/DefaultPolicy/Resource']).toEqual([`${STATEMENT}.Condition`]);
});
