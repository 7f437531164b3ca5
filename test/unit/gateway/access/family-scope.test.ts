import fc from 'fast-check';
import { FamilyScope } from '../../../../images/gateway/src/access/family-scope';

const segment = fc.constantFrom('etl', 'etlx', 'et', 'daily', 'Job', 'constructor', '__proto__', 'A_B', 'a-b');
const family = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('.'));
const pattern = fc.oneof({ weight: 5, arbitrary: family }, { weight: 5, arbitrary: family.map((name) => `${name}.*`) }, { weight: 1, arbitrary: fc.constant('*') });
const patterns = fc.array(pattern, { maxLength: 6 });

/** What a pattern means, said with a regular expression: another way than the implementation's. */
function matches(candidate: string, name: string): boolean {
  const source = candidate.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
  return new RegExp(`^${source}$`, 's').test(name);
}

describe('a family scope', () => {
  test.each([
    ['etl.*', 'etl.Job', true],
    ['etl.*', 'etl.daily.Job', true],
    ['etl.*', 'etl', false],
    ['etl.*', 'etl.', false],
    ['etl.*', 'etlx.Job', false],
    ['etl.*', 'x.etl.Job', false],
    ['etl.*', 'ETL.Job', false],
    ['etl', 'etl', true],
    ['etl', 'etl.Job', false],
    ['etl.Job', 'etl.Job', true],
    ['etl.Job', 'etl.Job2', false],
    ['etl.Job', 'etlxJob', false],
    ['A', 'A_B', false],
    ['*', 'anything at all', true],
    ['*', '', true],
    ['etl.*', '*', false],
    ['etl.*', '', false],
  ])('of %j, asked for %j, answers %j', (given, asked, expected) => {
    expect(new FamilyScope([given]).includes(asked)).toBe(expected);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('holds the family %j only when it is named', (name) => {
    expect(new FamilyScope(['etl.*']).includes(name)).toBe(false);
    expect(new FamilyScope([name]).includes(name)).toBe(true);
  });

  test('holds exactly what one of its patterns matches', () => {
    fc.assert(fc.property(patterns, family, (given, name) => {
      expect(new FamilyScope(given).includes(name)).toBe(given.some((candidate) => matches(candidate, name)));
    }));
  });

  test('answers for every family only where * is given', () => {
    fc.assert(fc.property(patterns, (given) => {
      const scope = new FamilyScope(given);
      expect(scope.isAll).toBe(given.includes('*'));
      expect(scope.includes('*')).toBe(given.includes('*'));
      expect(scope.isNone).toBe(given.length === 0);
    }));
  });

  test('has one key for one meaning, however it is written', () => {
    fc.assert(fc.property(patterns, fc.array(fc.nat(), { maxLength: 6 }), (given, picks) => {
      // given: the same patterns in another order, doubled, and with narrower ones that add nothing
      const narrower = picks.flatMap((pick) => {
        const wide = given[pick % Math.max(1, given.length)];
        return wide?.endsWith('*') === true ? [`${wide.slice(0, -1)}Narrow`, `${wide.slice(0, -1)}sub.*`] : [];
      });
      const other = new FamilyScope([...narrower, ...[...given].reverse(), ...given]);
      expect(other.key).toBe(new FamilyScope(given).key);
    }));
  });

  test('has different keys for different meanings', () => {
    fc.assert(fc.property(patterns, patterns, (left, right) => {
      const [a, b] = [new FamilyScope(left), new FamilyScope(right)];
      const probes = [...left, ...right, 'unheard.of', 'etl'].flatMap((given) => [given, given.replace('*', 'Probe'), given.replace('*', 'sub.*')]);
      const differ = probes.some((probe) => a.includes(probe) !== b.includes(probe));
      expect(a.key === b.key).toBe(!differ);
    }), { numRuns: 300 });
  });

  test('leaves what it was given as it was', () => {
    const given = ['b', 'a', 'a'];
    expect(new FamilyScope(given).patterns).toEqual(['a', 'b']);
    expect(given).toEqual(['b', 'a', 'a']);
  });

  test.each(['', ' ', 'a b', 'a*', '*.a', 'a.*.b', '**', '.a', 'a.', 'a..b', 'a\n'])('refuses the pattern %j, which would blur its key or its meaning', (malformed) => {
    expect(() => new FamilyScope(['ok', malformed])).toThrow(RangeError);
  });

  test('is not slowed down by a hostile name of a million dots', () => {
    // given: work bounded by the longest pattern, not by the name; unbounded, this copies half a terabyte
    expect(new FamilyScope(['etl.*', 'x.Job']).includes('.'.repeat(1_000_000))).toBe(false);
  });
});
