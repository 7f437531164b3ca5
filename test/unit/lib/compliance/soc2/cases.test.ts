import { linkExports } from '../../../../../lib/cloudformation/exports';
import { shown } from '../../../../../lib/cloudformation/read';
import { Template, type RawTemplate } from '../../../../../lib/cloudformation/template';
import { areOpen, casesOf, focusOn } from '../../../../../lib/compliance/soc2/model/cases';

interface Given {
  readonly body: Omit<RawTemplate, 'Resources'> & { readonly Resources?: object };
  readonly region?: string;
}

function templateOf({ body, region }: Given): Template {
  const template = new Template({ stack: 'Stack', file: 'x', size: 0, environment: { region }, constructPaths: new Map(), assumptions: new Map(), body: body as RawTemplate });
  linkExports([template]);
  return template;
}

/** What a property `Value` of the resource `R` is in each case, sorted; `-` where the resource is not made. */
function values(given: Given): string[] {
  return casesOf(templateOf(given)).map((one) => {
    const resource = one.resources.get('R');
    return resource === undefined ? '-' : shown(resource.get('Value'));
  }).sort();
}

const resource = (value: unknown, more: object = {}) => ({ R: { Type: 'A::B::C', Properties: { Value: value }, ...more } });
const isA = { 'Fn::Equals': [{ Ref: 'A' }, 'a'] };
const isB = { 'Fn::Equals': ['b', { Ref: 'B' }] };
const when = (condition: string) => ({ 'Fn::If': [condition, 'yes', 'no'] });

describe('cases of a template', () => {
  test('one, where nothing is left to choose', () => {
    expect(values({ body: { Resources: resource('x') } })).toEqual(['x']);
  });

  test.each([
    ['Equals', { C: isA }, ['no', 'yes']],
    ['Not', { C: { 'Fn::Not': [isA] } }, ['no', 'yes']],
    ['And', { C: { 'Fn::And': [isA, isB] } }, ['no', 'no', 'no', 'yes']],
    ['Or', { C: { 'Fn::Or': [isA, isB] } }, ['no', 'yes', 'yes', 'yes']],
    ['one that names another', { C: { 'Fn::Not': [{ Condition: 'D' }] }, D: { 'Fn::And': [{ Condition: 'E' }, isB] }, E: isA }, ['no', 'yes', 'yes', 'yes']],
    ['a comparison that can not be told', { C: { 'Fn::Equals': [{ 'Fn::ImportValue': 'x' }, 'a'] } }, ['no', 'yes']],
    ['a contradiction', { C: { 'Fn::And': [isA, { 'Fn::Not': [{ Condition: 'D' }] }] }, D: isA }, ['no', 'no']],
  ] as const)('by a condition: %s', (_, Conditions, expected) => {
    expect(values({ body: { Parameters: { A: { Type: 'String' }, B: { Type: 'String' } }, Conditions, Resources: resource(when('C')) } })).toEqual(expected);
  });

  test('a resource is left out where its condition does not hold', () => {
    expect(values({ body: { Parameters: { A: {} }, Conditions: { C: isA }, Resources: resource('x', { Condition: 'C' }) } })).toEqual(['-', 'x']);
  });

  test('a condition that nothing of the resources names makes none, nor does CDK\'s own note', () => {
    const note = { CDKMetadata: { Type: 'AWS::CDK::Metadata', Condition: 'C' } };
    expect(values({ body: { Parameters: { A: {} }, Conditions: { C: isA }, Resources: { ...resource('x'), ...note } } })).toEqual(['x']);
  });

  test('a default is not what is deployed; a value that is only compared may be any other', () => {
    const body = { Parameters: { A: { Type: 'String', Default: 'a' } }, Conditions: { C: isA }, Resources: resource({ 'Fn::If': ['C', 'yes', { Ref: 'A' }] }) };
    expect(values({ body })).toEqual(['${A}', 'yes']);
  });

  test('listed values are all there are', () => {
    const body = { Parameters: { A: { AllowedValues: ['a', 'z', 1] } }, Conditions: { C: isA }, Resources: resource({ 'Fn::If': ['C', 'yes', { Ref: 'A' }] }) };
    expect(values({ body })).toEqual(['1', 'yes', 'z']);
  });

  test('listed values of a parameter that nothing contains make none', () => {
    expect(values({ body: { Parameters: { A: { AllowedValues: ['a', 'z'] } }, Resources: resource('x') } })).toEqual(['x']);
  });

  test('by the keys of a mapping', () => {
    const body = { Mappings: { M: { one: { k: 1 }, two: { k: 2 } } }, Resources: resource({ 'Fn::FindInMap': ['M', { Ref: 'A' }, 'k'] }), Parameters: { A: {} } };
    expect(values({ body })).toEqual(['1', '2']);
  });

  test('by the keys that all mappings have: with another the stack could not be made', () => {
    const find = (map: string) => ({ 'Fn::FindInMap': [map, { Ref: 'AWS::Region' }, 'k'] });
    const body = { Mappings: { M: { one: { k: 1 }, two: { k: 2 } }, N: { two: { k: 3 } } }, Resources: resource({ 'Fn::Join': ['', [find('M'), find('N')]] }) };
    expect(values({ body })).toEqual(['23']);
    expect(values({ body, region: 'two' })).toEqual(['23']);
  });

  test('by the region, where that is not known: as few as the conditions tell apart', () => {
    const regions = Array.from({ length: 40 }, (_, index) => ({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, `region-${index}`] }));
    const body = { Conditions: { C: { 'Fn::Or': regions } }, Resources: resource(when('C')) };
    expect(values({ body })).toEqual(['no', 'yes']);
    expect(values({ body, region: 'region-7' })).toEqual(['yes']);
    expect(values({ body, region: 'elsewhere' })).toEqual(['no']);
  });

  test('are never more than 64: the rest stays open', () => {
    const names = Array.from({ length: 8 }, (_, index) => `P${index}`);
    const all = values({ body: {
      Parameters: Object.fromEntries(names.map((name) => [name, {}])),
      Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': [{ Ref: name }, 'x'] }])),
      Resources: resource({ 'Fn::Join': ['', names.map((name) => ({ 'Fn::If': [name, '1', '0'] }))] }),
    } });
    expect(all).toHaveLength(64);
    expect(new Set(all.map((value) => value.slice(0, 6))).size).toBe(64);
    expect(all[0]).toContain('Fn::If');
  });

  test('what a resource names is told apart first', () => {
    const names = Array.from({ length: 8 }, (_, index) => `P${index}`);
    const template = templateOf({ body: {
      Parameters: Object.fromEntries(names.map((name) => [name, {}])),
      Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': [{ Ref: name }, 'x'] }])),
      Resources: { ...resource(when('P7')), Other: { Type: 'A::B::C', Properties: Object.fromEntries(names.map((name) => [name, when(name)])) } },
    } });
    const found = (cases: readonly Template[]) => [...new Set(cases.map((one) => shown(one.resources.get('R')?.get('Value'))))].sort();
    const all = casesOf(template);
    const focused = casesOf(template, focusOn(template, 'R'));

    expect(areOpen(template, all)).toBe(true);
    expect(found(all)).toEqual([expect.stringContaining('Fn::If')]);
    expect(found(focused)).toEqual(['no', 'yes']);
    expect(focused).toHaveLength(16);
    expect(focusOn(template, 'R').key).not.toBe(focusOn(template, 'Other').key);
  });

  test('nothing is open where all can be looked at', () => {
    const template = templateOf({ body: { Parameters: { A: {} }, Conditions: { C: isA }, Resources: resource(when('C')) } });
    expect(areOpen(template, casesOf(template))).toBe(false);
  });
});
