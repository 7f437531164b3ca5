import { filterPattern, filterValue } from '../../../support/filter-pattern';

const LINE = JSON.stringify({ event: 'decision', outcome: 'deny', status: 403, ok: false, mapping: null, deep: { age: 7 } });

describe('the stand-in for CloudWatch\'s filter patterns', () => {
  test.each<[string, boolean]>([
    ['{ $.event = "decision" }', true],
    ['{ $.event = "dec*" }', true],
    ['{ $.event = "result" }', false],
    ['{ $.event != "result" }', true],
    ['{ $.absent != "result" }', false],
    ['{ $.status = 403 }', true],
    ['{ $.status >= 403 && $.status < 404 }', true],
    ['{ $.status > 403 }', false],
    ['{ $.event >= 0 }', false],
    ['{ $.absent >= 0 }', false],
    ['{ $.ok IS FALSE }', true],
    ['{ $.absent IS FALSE }', false],
    ['{ $.mapping IS NULL }', true],
    ['{ $.deep.age = 7 }', true],
    ['{ ($.event = "x") || ($.status = 403) && ($.outcome = "x") }', false],
    ['{ (($.event = "x") || ($.status = 403)) && ($.outcome = "deny") }', true],
  ])('%s', (pattern, matches) => {
    expect(filterPattern(pattern)(LINE)).toBe(matches);
  });

  test('matches nothing that is no JSON object', () => {
    expect(['', 'text', '1', '"x"', 'null', '{"a":'].map(filterPattern('{ $.a != "x" }'))).toEqual(Array(6).fill(false));
  });

  test.each(['', '$.a = 1', '{ $.a = 1', '{ $.a = 1 } x', '{ $.a == 1 }', '{ a = 1 }', '{ $.a = x }', '{ $.a = %x% }', '{ $.a < "x" }', '{ $.a IS 1 }', '{ $.a[0] = 1 }', '{ $.a = 1 & $.b = 2 }', '{ $.a = "x }'])('refuses %s', (pattern) => {
    expect(() => filterPattern(pattern)).toThrow(/^got .* in filter pattern /);
  });

  test('finds values that are numbers, and no others', () => {
    expect(['$.status', '$.deep.age', '$.event', '$.mapping', '$.absent.age'].map((selector) => filterValue(selector, LINE))).toEqual([403, 7, undefined, undefined, undefined]);
  });
});
