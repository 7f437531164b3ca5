import type { Template } from '../../../lib/cloudformation/template';
import { CHECKS } from '../../../preflight/checks';
import { nearest } from '../../../preflight/checks/support/near';
import { ownFindings, resources, templateOf } from '../../support/preflight/template';

const rules = (...templates: readonly Template[]) => ownFindings(...templates).map(({ rule }) => rule);

describe('the checks of our own', () => {
  test('each have a name of their own', () => expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length));

  test('say where a fault is', () => {
    const [finding] = ownFindings(templateOf(resources({ Parameter: ['AWS::SSM::Parameter', { Type: 'String', Value: 'x'.repeat(4097) }] })));

    expect(finding).toMatchObject({ layer: 'own-checks', rule: 'ssm-parameter-value', stack: 'Stack', template: 'Stack.template.json', resource: 'Parameter', at: 'Value' });
  });

  test('count what is known of a text', () => {
    const value = { 'Fn::Join': ['', ['x'.repeat(4000), { Ref: 'AWS::Region' }, 'y'.repeat(97)]] };

    expect(rules(templateOf(resources({ Parameter: ['AWS::SSM::Parameter', { Type: 'String', Value: value }] })))).toEqual(['ssm-parameter-value']);
  });

  test('know a fault in a default, and none where there is no default', () => {
    const resource = resources({ Parameter: ['AWS::SSM::Parameter', { Name: { Ref: 'Name' }, Type: 'String', Value: 'x' }] });

    expect(rules(templateOf({ ...resource, Parameters: { Name: { Type: 'String', Default: 'aws-x' } } }))).toEqual(['ssm-parameter-name']);
    expect(rules(templateOf({ ...resource, Parameters: { Name: { Type: 'String' } } }))).toEqual([]);
  });

  test('leave out resources that a condition leaves out of comparisons', () => {
    const queue = (Condition?: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: 'x' }, Condition });

    expect(rules(templateOf({ Resources: { One: queue(), Two: queue() } }))).toEqual(['name-doubled']);
    expect(rules(templateOf({ Resources: { One: queue('A'), Two: queue('B') }, Conditions: { A: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }, B: { 'Fn::Not': [{ Condition: 'A' }] } } }))).toEqual([]);
  });

  test('see a name twice in one region, and not in two', () => {
    const queue = resources({ Queue: ['AWS::SQS::Queue', { QueueName: 'x' }] });
    const [here, there] = ['eu-west-1', 'eu-west-2'].map((region) => ({ account: '123456789012', region }));

    expect(rules(templateOf(queue, here, 'One'), templateOf(queue, here, 'Two'))).toEqual(['name-doubled']);
    expect(rules(templateOf(queue, here, 'One'), templateOf(queue, there, 'Two'))).toEqual([]);
  });

  test('follow a role into another stack', () => {
    const trust = (Service: string) => ({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] } });
    const roles = (Service: string) => templateOf({ ...resources({ Role: ['AWS::IAM::Role', trust(Service)] }), Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] }, Export: { Name: 'Roles:Arn' } } } }, {}, 'Roles');
    const task = () => templateOf(resources({ Task: ['AWS::ECS::TaskDefinition', { TaskRoleArn: { 'Fn::ImportValue': 'Roles:Arn' }, ContainerDefinitions: [{ Name: 'a', Image: 'b', Memory: 128 }] }] }), {}, 'Task');

    expect(rules(roles('lambda.amazonaws.com'), task())).toEqual(['iam-role-trust']);
    expect(rules(roles('ecs-tasks.amazonaws.com'), task())).toEqual([]);
  });
});

describe('slips', () => {
  test.each([['ecs-task', 'ecs-tasks'], ['lamdba', 'lambda'], ['eventss', 'events'], ['stetes', 'states']])('%s is meant to be %s', (name, meant) => expect(nearest(name, ['x', meant])).toBe(meant));
  test('two letters are no slip', () => expect(nearest('lambdaxy', ['lambda'])).toBeUndefined());
});
