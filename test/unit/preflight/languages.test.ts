import { parseJson } from '../../../lib/cloudformation/json-document';
import { concatenate, Unknown } from '../../../lib/cloudformation/value';
import { patternFaults } from '../../../preflight/checks/events/pattern';
import { scheduleFault } from '../../../preflight/checks/events/schedule';
import { filterPatternFault } from '../../../preflight/checks/logs/filter-pattern';
import { definitionFaults } from '../../../preflight/checks/states/machine';

describe('filter patterns', () => {
  test.each([
    '', 'ERROR', '"a b" -c ?d', '{ $.a = 1 }', '{ ($.a = "x y" && $.b.c != 3) || $.d NOT EXISTS }', '{ $.a[0] IS NULL }', '{ $.["a b"] = 1 }', '[a, b=4*, ...]', '%x.y%', '{ $.a = 1.5e3 }', '{ $.x = *y* }',
  ])('%s can be read', (pattern) => expect(filterPatternFault(pattern)).toBeUndefined());

  test.each([
    ['{ $.a == 1 }', 'nothing after $.a =: expected a value; add it'],
    ['{ $.a = 1', 'a JSON pattern that does not end in "}"; close it'],
    ['{ ($.a = 1 }', 'a bracket that is not closed; close it'],
    ['{ $.a = 1 AND $.b = 2 }', '"AND" where && or || is expected; join the conditions'],
    ['{ a = 1 }', '"a" where a selector is expected: write $.field'],
    ['{ $.a = "x }', 'a text in quotes that does not end; close it'],
    ['{ }', 'an empty JSON pattern: expected a selector such as $.field; add a condition'],
    ['[a, , b]', 'a column without a name: expected one between the commas; add it'],
    ['[a', 'a pattern of columns that does not end in "]"; close it'],
    ['"ERROR', 'a text in quotes that does not end; close it'],
    ['a:b', 'the term a:b: expected letters, digits and "_" only outside of quotes; put it into quotes'],
  ])('%s can not', (pattern, fault) => expect(filterPatternFault(pattern)).toBe(fault));
});

describe('schedules', () => {
  test.each(['rate(1 minute)', 'rate(5 minutes)', 'cron(0 3 * * ? *)', 'cron(0/15 8-17 ? * MON-FRI *)', 'cron(0 0 L * ? 2030)', 'cron(0 0 ? * 2#1 *)', 'cron(5,35 14 * JAN,JUL ? *)'])('%s is right, for rules and for Scheduler', (expression) => {
    expect([scheduleFault(expression, 'rule'), scheduleFault(expression, 'scheduler')]).toEqual([undefined, undefined]);
  });

  test('at(...) and rate(1 hours) are for Scheduler only', () => {
    expect(scheduleFault('at(2030-01-01T00:00:00)', 'scheduler')).toBeUndefined();
    expect(scheduleFault('rate(1 hours)', 'scheduler')).toBeUndefined();
    expect(scheduleFault('at(2030-01-01T00:00:00)', 'rule')).toBe('expected rate(...) or cron(...); one-time schedules are for EventBridge Scheduler');
    expect(scheduleFault('rate(1 hours)', 'rule')).toBe('expected rate(1 hour); correct it');
  });

  test.each([
    ['every hour', 'expected rate(...), cron(...) or at(...); correct it'],
    ['rate(0 minutes)', 'expected rate(<number> minutes, hours or days); correct it'],
    ['cron(0 3 * * *)', '5 fields: expected six, minutes, hours, day of the month, month, day of the week and year; correct it'],
    ['cron(60 3 * * ? *)', '"60" for the minutes: expected 0 to 59, "*"; correct it'],
    ['cron(0 3 1 * MON *)', 'day of the month 1 and day of the week MON: expected "?" for one of them; change one'],
    ['cron(0 3 ? * ? *)', '"?" for both days: expected it for one of them; change the other to "*"'],
    ['cron(0 3 * FOO ? *)', '"FOO" for the month: expected 1 to 12 or JAN, FEB ..., "*"; correct it'],
    ['at(2030-13-01T00:00:00)', 'expected at(yyyy-mm-ddThh:mm:ss); correct it'],
  ])('%s is wrong', (expression, fault) => expect(scheduleFault(expression, 'scheduler')).toBe(fault));
});

describe('event patterns', () => {
  test('a pattern with every operator is right', () => {
    expect(patternFaults({
      'source': ['aws.ssm'], 'detail-type': [{ prefix: 'P' }],
      'detail': { a: [{ exists: false }], b: [{ numeric: ['>', 0, '<=', 5] }], c: { d: [null, 1, { 'anything-but': ['x'] }] }, e: [{ cidr: '10.0.0.0/8' }, { wildcard: 'a*' }], $or: [{ f: ['1'] }, { g: ['2'] }] },
    })).toEqual([]);
  });

  test('what is not known is not found fault with', () => expect(patternFaults({ source: new Unknown('x'), detail: { a: [new Unknown('y')] } })).toEqual([]));

  test.each([
    [{}, 'an empty pattern: expected one field at least; add source or detail-type'],
    [{ source: 'x' }, 'source is no list: expected such as ["x"]; put it into brackets'],
    [{ detail: { a: [] } }, 'detail.a is an empty list: expected one value at least; add it or remove the field'],
    [{ source: [{ begins: 'x' }] }, 'source is matched by begins: expected one of prefix, suffix, anything-but, numeric, exists, cidr, equals-ignore-case, wildcard, exactly; correct it'],
    [{ detail: { a: [{ numeric: ['>'] }] } }, 'detail.a is compared by [">"]: expected such as [">", 0, "<=", 5]; correct it'],
  ])('%j is wrong', (pattern, fault) => expect(patternFaults(pattern)).toEqual([fault]));
});

describe('definitions of state machines', () => {
  const faults = (definition: object) => definitionFaults(definition as never).map(({ at, message }) => `${at}: ${message}`);

  test('a machine of all kinds of states is right', () => {
    expect(faults({ StartAt: 'Pass', States: {
      Pass: { Type: 'Pass', Parameters: { 'a.$': '$.b', 'c.$': 'States.UUID()' }, Next: 'Wait' }, Wait: { Type: 'Wait', Seconds: 1, Next: 'Each' },
      Each: { Type: 'Map', ItemsPath: '$.x', ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Succeed' } } }, Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'L', States: { L: { Type: 'Pass', End: true } } }], Next: 'Choose', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }] },
      Choose: { Type: 'Choice', Choices: [{ And: [{ Variable: '$.a', IsPresent: true }, { Not: { Variable: '$.b', StringEquals: 'x' } }], Next: 'Done' }], Default: 'Failed' },
      Done: { Type: 'Succeed' }, Failed: { Type: 'Fail', Error: 'E' },
    } })).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['no StartAt', { States: { A: { Type: 'Succeed' } } }, 'definition: no StartAt: expected one of A; add it'],
    ['a wrong StartAt', { StartAt: 'B', States: { A: { Type: 'Succeed' } } }, 'definition: StartAt B: expected one of A; correct it'],
    ['a Next that is not there', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }, 'A: goes on to B: expected one of A; correct it'],
    ['neither Next nor End', { StartAt: 'A', States: { A: { Type: 'Pass' } } }, 'A: neither Next nor End: expected one of them; say where it goes on'],
    ['a lost state', { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Pass', Next: 'B' } } }, 'B: no state leads here: expected one; name it as Next somewhere or remove it'],
    ['a doubled name', { StartAt: 'A', States: { A: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }] } } }, 'A: two states are named A: expected names that differ, also in branches and maps; rename one'],
    ['JSONPath within JSONata', { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } } }, 'A: a JSONPath state in a JSONata machine: expected JSONata; only the other way round is allowed'],
    ['an open expression', { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $x', End: true } } }, 'A: Output "{% $x": expected an expression between {% and %}; close it'],
    ['a path that is none', { StartAt: 'A', States: { A: { Type: 'Pass', Parameters: { 'x.$': 'y' }, End: true } } }, 'A: Parameters x.$: "y" is no path: expected $... or a function States.*; correct it or leave ".$" out'],
    ['a catch-all that is not the last', { StartAt: 'A', States: { A: { Type: 'Task', Resource: 'arn:x', End: true, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] } } }, 'A: States.ALL in Retry 0 of 2: expected it in the last; move it'],
  ])('%s is found', (_what, definition, fault) => expect(faults(definition)).toEqual([fault]));

  test.each(['{% $sum($x[a="("]) %}', '{% $replace(a, /[)(]/, "") %}', '{% {"a": [1, (2)]} %}'])('the expression %s is closed', (Output) => {
    expect(faults({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output, End: true } } })).toEqual([]);
  });
});

describe('JSON in texts', () => {
  test('unknown parts stay where they are, in quotes or not', () => {
    const [one, two] = [new Unknown('one'), new Unknown('two')];

    expect(parseJson(concatenate(['{"a":"x', one, '","b":', two, '}']))).toEqual({ parsed: { a: concatenate(['x', one]), b: two } });
  });

  test('what is no JSON by itself is found, what unknown parts may mend is not', () => {
    expect(parseJson('{')).toHaveProperty('error');
    expect(parseJson(concatenate(['{"a":1', new Unknown('rest')]))).toBeUndefined();
  });
});
