import { parseJob } from '../../../../../images/gateway/src/jobs/description/parse-job';
import { compileSchema } from '../../../../../images/gateway/src/jobs/description/schema-compiler';
import { judge } from '../../../../../images/gateway/src/jobs/judgement/judge';
import { heldGrant } from '../../../../../images/gateway/src/jobs/judgement/run-grants';

/** What its author meant: words with hyphens between. */
const CARELESS = '^([a-z]+-?)+$';
const SLOW = `${'a'.repeat(60)}!`;

describe('a pattern that takes for ever', () => {
  const job = parseJob('slow', JSON.stringify({
    version: 1, category: 'reports', family: 'A', parameters: { type: 'object', additionalProperties: false, required: [], properties: {
      name: { type: 'string', maxLength: 100, pattern: CARELESS },
    } },
  }));
  const asked = (name: string) => judge(job, [heldGrant('m', { job: job.name })], { name });

  test('keeps nobody waiting, and refuses', () => {
    const before = process.cpuUsage();
    expect(() => asked(SLOW)).toThrow(expect.objectContaining({ status: 422, code: 'invalid-parameters' }));
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });

  test('asked again and again, keeps nobody waiting either: a rate of calls that one caller has leaves most of the time to others', () => {
    expect(() => asked(SLOW)).toThrow();
    const before = process.cpuUsage();
    for (let letters = 60; letters < 80; letters += 1) expect(() => asked(`${'a'.repeat(letters)}!`)).toThrow(expect.objectContaining({ status: 422 }));
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
    expect(asked('north-west').parameters).toEqual({ name: 'north-west' });
  });

  test('asked for what just does not take too long, keeps nobody waiting either', () => {
    const validate = compileSchema({ type: 'string', pattern: '^([b-z]+-?)+$' });
    const spent = (letters: number): number => {
      const before = performance.now();
      try {
        validate(`${'b'.repeat(letters)}!`);
      } catch {
        // Refused in either case
      }
      return performance.now() - before;
    };
    let letters = 12;
    // Each letter more takes twice as long.
    while (spent(letters) < 40 && letters < 60) letters += 1;
    const again = [spent(letters), spent(letters), spent(letters)].sort((a, b) => a - b);
    expect(again[0]).toBeLessThan(35);
  });

  test('takes and refuses what it can tell', () => {
    expect(asked('north-west').parameters).toEqual({ name: 'north-west' });
    expect(() => asked('north west')).toThrow(expect.objectContaining({ extensions: { errors: [{ field: 'parameters.name', message: `expected text of the form ${CARELESS}` }] } }));
  });

  test('refuses also where a schema asks that it does not match', () => {
    const validate = compileSchema({ not: { type: 'string', pattern: CARELESS } });
    expect(() => validate(SLOW)).toThrow(expect.objectContaining({ status: 422 }));
    expect([validate('a').length > 0, validate('A')]).toEqual([true, []]);
  });
});

test('patterns are told apart, also in one schema', () => {
  const validate = compileSchema({ anyOf: [{ pattern: '^a' }, { pattern: '^b' }] });
  expect(['a', 'b', 'c'].map((text) => validate(text).length === 0)).toEqual([true, true, false]);
  expect(compileSchema({ pattern: '^\\p{Lu}$' })('Ä')).toEqual([]);
});
