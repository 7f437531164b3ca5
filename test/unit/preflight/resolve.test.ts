import { linkExports } from '../../../lib/cloudformation/exports';
import { isAbsent, list, number, reference, shown, text } from '../../../lib/cloudformation/read';
import { waitsFor } from '../../../lib/cloudformation/references';
import { target, type Template } from '../../../lib/cloudformation/template';
import { Reference, Text, Unknown } from '../../../lib/cloudformation/value';
import { resources, templateOf } from '../../support/preflight/template';

const QUEUE = 'AWS::SQS::Queue';

function resolved(raw: unknown, more: object = {}): ReturnType<Template['resolve']> {
  return templateOf(resources({ Queue: [QUEUE] }, more)).resolve(raw);
}

describe('intrinsic functions', () => {
  test('texts that are joined of known parts are known', () => {
    expect(resolved({ 'Fn::Join': ['-', ['a', { 'Fn::Sub': ['${x}c', { x: 'b' }] }, { 'Fn::Select': [1, ['d', 'e']] }]] })).toBe('a-bc-e');
  });

  test('a parameter has the value of its default', () => {
    const more = { Parameters: { Count: { Type: 'Number', Default: 3 }, Names: { Type: 'CommaDelimitedList', Default: 'a, b' } } };

    expect(number(resolved({ Ref: 'Count' }, more))).toBe(3);
    expect(resolved({ Ref: 'Names' }, more)).toEqual(['a', 'b']);
  });

  test.each([
    ['a parameter without default', { Ref: 'Name' }],
    ['a parameter that Systems Manager holds', { Ref: 'Stored' }],
    ['the region of a stack for any', { Ref: 'AWS::Region' }],
    ['an import', { 'Fn::ImportValue': 'elsewhere' }],
    ['a zone', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['a condition that the deployment decides', { 'Fn::If': ['IsLarge', 1, 2] }],
    ['what nobody has heard of', { 'Fn::Whatever': 1 }],
  ])('%s is not known', (_what, raw) => {
    const more = { Parameters: { Name: { Type: 'String' }, Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' } }, Conditions: { IsLarge: { 'Fn::Equals': [{ Ref: 'Name' }, 'x'] } } };
    const value = resolved(raw, more);

    expect(value).toBeInstanceOf(Unknown);
    expect([text(value), number(value), list(value), isAbsent(value)]).toEqual([undefined, undefined, undefined, false]);
  });

  test('the same expression that is not known is shown alike, another is not', () => {
    const [one, same, other] = [0, 0, 1].map((zone) => shown(resolved({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })));

    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  test.each([
    [{ 'Fn::Equals': ['a', 'a'] }, 'yes'], [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'a'] }] }, 'no'],
    [{ 'Fn::Or': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }, { 'Fn::Equals': ['a', 'a'] }] }, 'yes'],
    [{ 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }, { 'Fn::Equals': ['a', 'b'] }] }, 'no'],
  ])('a condition that is known decides: %j', (condition, expected) => {
    expect(resolved({ 'Fn::If': ['C', 'yes', 'no'] }, { Conditions: { C: condition } })).toBe(expected);
  });

  test('what is left out by AWS::NoValue is absent, in objects and in lists', () => {
    expect(resolved({ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] })).toEqual({ b: [1] });
  });

  test('a text in part known shows its known parts, and the one resource that it means', () => {
    const value = resolved({ 'Fn::Sub': 'arn:${AWS::Partition}:x:${Queue.Arn}' });

    expect(value).toBeInstanceOf(Text);
    expect(shown(value)).toBe('arn:${AWS::Partition}:x:${Queue.Arn}');
    expect(target(reference(value))?.logicalId).toBe('Queue');
  });

  test('a text with a dynamic reference is not known', () => {
    expect(text('{{resolve:ssm:/x}}')).toBeUndefined();
  });
});

describe('references between templates', () => {
  test('an import leads to what another stack of the same environment exports', () => {
    const one = templateOf({ ...resources({ Queue: [QUEUE] }), Outputs: { Out: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'One:Queue' } } } }, {}, 'One');
    const two = templateOf(resources({ Other: [QUEUE] }), {}, 'Two');
    linkExports([one, two]);

    const found = two.resolve({ 'Fn::ImportValue': 'One:Queue' });

    expect(found).toBeInstanceOf(Reference);
    expect(target(reference(found))?.template.stack).toBe('One');
  });

  test.each([
    ['region', { account: '111122223333', region: 'eu-west-2' }], ['account', { account: '444455556666', region: 'eu-west-1' }],
  ])('an import from a stack of another %s is not known', (_what, there) => {
    const one = templateOf({ ...resources({ Queue: [QUEUE] }), Outputs: { Out: { Value: 'x', Export: { Name: 'name' } } } }, { account: '111122223333', region: 'eu-west-1' }, 'One');
    const two = templateOf(resources({}), there, 'Two');
    linkExports([one, two]);

    expect(two.resolve({ 'Fn::ImportValue': 'name' })).toBeInstanceOf(Unknown);
  });

  test('what a parent hands to a nested stack, and what that gives back, are followed', () => {
    const parent = templateOf(resources({ Queue: [QUEUE], Nested: ['AWS::CloudFormation::Stack', { Parameters: { QueueArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } }] }), {}, 'Parent');
    const child = templateOf({ ...resources({ Own: [QUEUE] }), Parameters: { QueueArn: { Type: 'String' } }, Outputs: { OwnArn: { Value: { 'Fn::GetAtt': ['Own', 'Arn'] } } } }, {}, 'Child');
    parent.nest(parent.resources.get('Nested') as never, child);

    expect(target(reference(child.resolve({ Ref: 'QueueArn' })))?.template.stack).toBe('Parent');
    expect(target(reference(parent.resolve({ 'Fn::GetAtt': ['Nested', 'Outputs.OwnArn'] })))?.logicalId).toBe('Own');
  });
});

describe('the order in which resources are made', () => {
  const template = templateOf({ Resources: {
    A: { Type: QUEUE, DependsOn: 'B' }, B: { Type: QUEUE, Properties: { QueueName: { 'Fn::Sub': 'x-${C.Arn}' } } }, C: { Type: QUEUE }, D: { Type: QUEUE, DependsOn: ['D'] },
  } });
  const get = (id: string) => template.resources.get(id) as never;

  test('goes through other resources', () => expect(waitsFor(get('A'), get('C'))).toBe(true));
  test('has a direction', () => expect(waitsFor(get('C'), get('A'))).toBe(false));
  test('ends also where resources wait for themselves', () => expect(waitsFor(get('D'), get('A'))).toBe(false));
});
