import { Script } from 'node:vm';
import { BoundedPattern } from '../../../../../images/gateway/src/jobs/description/bounded-pattern';
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

describe('a machine that is busy with others', () => {
  afterEach(() => { jest.restoreAllMocks(); });
  const timedOut = (): never => { throw Object.assign(new Error('Script execution timed out after 250ms'), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' }); };
  /** What looks take of the processor, each. */
  const takes = (milliseconds: number): void => {
    let user = 0;
    jest.spyOn(process, 'cpuUsage').mockImplementation(() => ({ user: (user += milliseconds * 1000), system: 0 }));
  };

  test('is not held against a pattern: it is looked at again, with all patience', () => {
    takes(0);
    const run = jest.spyOn(Script.prototype, 'runInContext').mockImplementationOnce(timedOut).mockImplementationOnce(timedOut);
    expect(new BoundedPattern('^a$', 'u').test('a')).toBe(true);
    expect(run.mock.calls.map(([, options]) => (options as { timeout: number }).timeout)).toEqual([250, 250, 250]);
  });

  test('is not waited for without end', () => {
    takes(0);
    const run = jest.spyOn(Script.prototype, 'runInContext').mockImplementation(timedOut);
    expect(() => new BoundedPattern('^a$', 'u').test('a')).toThrow(expect.objectContaining({ status: 422 }));
    expect(run).toHaveBeenCalledTimes(4);
  });

  test('is told from a pattern that takes the time itself: that is given up at once, and has little patience then', () => {
    takes(250);
    const run = jest.spyOn(Script.prototype, 'runInContext').mockImplementation(timedOut);
    const pattern = new BoundedPattern('^a$', 'u');
    for (let time = 0; time < 2; time += 1) expect(() => pattern.test('a')).toThrow(expect.objectContaining({ status: 422 }));
    expect(run.mock.calls.map(([, options]) => (options as { timeout: number }).timeout)).toEqual([250, 10]);
  });
});
