import fc from 'fast-check';
import { parseJob } from '../../../../../images/gateway/src/jobs/description/parse-job';
import { jobDocument } from '../../../../../lib/jobs/job-document';
import { JobParameter } from '../../../../../lib/jobs/parameters/job-parameter';
import type { ILuigiService } from '../../../../../lib/luigi-service-base';
import { someJob } from '../../../../support/lib/luigi-job';

const BOTH = { title: 'T', description: 'D' };
const DATE = 'a day of the calendar as YYYY-MM-DD';
const MENDED = 'mend it, or widen the limits';
const INTERVAL = 'a year, month, week, day or two days in order: 2026, 2026-11, 2026-W48, 2026-11-23 or 2026-11-01-2026-11-08';

describe('a parameter as JSON Schema', () => {
  test.each<[string, JobParameter, JobParameter, object, object]>([
    ['a date', JobParameter.date(), JobParameter.date({ ...BOTH, earliest: '2026-01-01', latest: '2026-12-31', defaultValue: '2026-11-23' }),
      { type: 'string', format: 'date' }, { type: 'string', format: 'date', formatMinimum: '2026-01-01', formatMaximum: '2026-12-31', default: '2026-11-23' }],
    ['an integer', JobParameter.integer(), JobParameter.integer({ ...BOTH, minimum: -1, maximum: 5, defaultValue: -0 }),
      { type: 'integer', minimum: -999_999_999_999_999, maximum: 999_999_999_999_999 }, { type: 'integer', minimum: -1, maximum: 5, default: 0 }],
    ['a choice', JobParameter.choice({ values: ['a'] }), JobParameter.choice({ ...BOTH, values: ['b', 'a'], defaultValue: 'a' }),
      { type: 'string', enum: ['a'] }, { type: 'string', enum: ['b', 'a'], default: 'a' }],
    ['a text', JobParameter.text(), JobParameter.text({ ...BOTH, minLength: 2, maxLength: 3, pattern: '^a', defaultValue: 'ab' }),
      { type: 'string', minLength: 1, maxLength: 200 }, { type: 'string', minLength: 2, maxLength: 3, pattern: '^a', default: 'ab' }],
    ['an interval', JobParameter.interval(), JobParameter.interval({ ...BOTH, defaultValue: '2026-W53' }),
      { type: 'string', format: 'luigi-date-interval' }, { type: 'string', format: 'luigi-date-interval', default: '2026-W53' }],
  ])('%s, with the least and with all that can be said', (_, least, most, leastSchema, mostSchema) => {
    expect(least.schema).toEqual(leastSchema);
    expect(least.required).toBe(true);
    expect(most.schema).toEqual({ title: 'T', description: 'D', ...mostSchema });
    expect(most.required).toBe(false);
  });

  test('a flag, which is false where nobody says', () => {
    expect(JobParameter.flag().schema).toEqual({ type: 'boolean', default: false });
    expect(JobParameter.flag().required).toBe(false);
    expect(JobParameter.flag({ ...BOTH, defaultValue: true }).schema).toEqual({ title: 'T', description: 'D', type: 'boolean', default: true });
  });

  test('that may be left out, without a default', () => {
    expect([JobParameter.date({ optional: true }), JobParameter.flag({ optional: true })].map(({ required, schema }) => [required, schema])).toEqual([
      [false, { type: 'string', format: 'date' }], [false, { type: 'boolean' }],
    ]);
  });

  test('does not change with the list that was given', () => {
    const values = ['a'];
    const parameter = JobParameter.choice({ values });
    values.push('b');
    expect(parameter.schema).toEqual({ type: 'string', enum: ['a'] });
  });
});

describe('a parameter is refused:', () => {
  const WEEK = (year: string) => `got the default value "${year}", expected ${INTERVAL}; mend it`;
  test.each<[string, () => JobParameter, string]>([
    ['a day that is none', () => JobParameter.date({ earliest: '2026-02-30' }), `got the earliest date "2026-02-30", expected ${DATE}; mend it`],
    ['a day in another form', () => JobParameter.date({ latest: '1.1.2026' }), `got the latest date "1.1.2026", expected ${DATE}; mend it`],
    ['days out of order', () => JobParameter.date({ earliest: '2026-02-01', latest: '2026-01-01' }), 'got the earliest date "2026-02-01" after the latest "2026-01-01", expected them in order; exchange them'],
    ['a default before the earliest', () => JobParameter.date({ earliest: '2026-02-01', defaultValue: '2026-01-01' }), `got the default value "2026-01-01", expected ${DATE} within the limits; ${MENDED}`],
    ['a default that is no day', () => JobParameter.date({ defaultValue: 'today' }), `got the default value "today", expected ${DATE} within the limits; ${MENDED}`],
    ['half a number', () => JobParameter.integer({ minimum: 0.5 }), 'got the minimum 0.5, expected a whole number of at most 15 digits; mend it'],
    ['too large a number', () => JobParameter.integer({ maximum: 1e15 }), 'got the maximum 1000000000000000, expected a whole number of at most 15 digits; mend it'],
    ['numbers out of order', () => JobParameter.integer({ minimum: 2, maximum: 1 }), 'got the minimum 2 above the maximum 1, expected them in order; exchange them'],
    ['a default above the maximum', () => JobParameter.integer({ minimum: 0, maximum: 1, defaultValue: 2 }), `got the default value 2, expected a whole number from 0 to 1; ${MENDED}`],
    ['no values', () => JobParameter.choice({ values: [] }), 'got 0 values to choose from, expected 1 to 100; give that many, or make it a text'],
    ['too many values', () => JobParameter.choice({ values: Array.from({ length: 101 }, String) }), 'got 101 values to choose from, expected 1 to 100; give that many, or make it a text'],
    ['an empty value', () => JobParameter.choice({ values: [''] }), 'got the value "", expected 1 to 200 characters; mend it'],
    ['a value with a line break', () => JobParameter.choice({ values: ['a\nb'] }), 'got the value "a\\nb", expected one line of plain text, without characters that can\'t be seen; take them out'],
    ['a value twice', () => JobParameter.choice({ values: ['a', 'a'] }), 'got the value "a" twice, expected it once; remove one of them'],
    ['a default that can\'t be chosen', () => JobParameter.choice({ values: ['a'], defaultValue: 'A' }), 'got the default value "A", expected one of the values; mend it, or add it to the values'],
    ['too long a text', () => JobParameter.text({ maxLength: 1001 }), 'got maxLength 1001, expected a whole number from 1 to 1000; mend it'],
    ['an empty text', () => JobParameter.text({ minLength: 0 }), 'got minLength 0, expected a whole number from 1 to maxLength, which is 200; mend it'],
    ['lengths out of order', () => JobParameter.text({ minLength: 3, maxLength: 2 }), 'got minLength 3, expected a whole number from 1 to maxLength, which is 2; mend it'],
    ['no expression', () => JobParameter.text({ pattern: '(' }), 'got the pattern "(", expected a regular expression of JSON Schema, which is read with the u flag; mend it'],
    ['too long an expression', () => JobParameter.text({ pattern: 'a'.repeat(501) }), `got the pattern "${'a'.repeat(79)}... (cut), expected at most 500 characters; shorten it`],
    ['a default that the expression does not match', () => JobParameter.text({ pattern: '^a', defaultValue: 'b' }), 'got the default value "b", expected a text that matches ^a; mend it, or give another pattern'],
    ['a default of no characters', () => JobParameter.text({ defaultValue: '' }), `got the default value "", expected 1 to 200 characters; ${MENDED}`],
    ['a default that turns text around', () => JobParameter.text({ defaultValue: 'a\u202eb' }), 'got the default value "a\\u202eb", expected one line of plain text, without characters that can\'t be seen; take them out'],
    ['a week that the year has not', () => JobParameter.interval({ defaultValue: '2025-W53' }), WEEK('2025-W53')],
    ['a month that no year has', () => JobParameter.interval({ defaultValue: '2026-13' }), WEEK('2026-13')],
    ['an interval that ends before it begins', () => JobParameter.interval({ defaultValue: '2026-01-02-2026-01-01' }), WEEK('2026-01-02-2026-01-01')],
    ['an empty title', () => JobParameter.flag({ title: '' }), 'got the title "", expected 1 to 100 characters; mend it, or leave it out'],
    ['too long a description', () => JobParameter.date({ description: 'x'.repeat(301) }), `got the description "${'x'.repeat(79)}... (cut), expected 1 to 300 characters; mend it, or leave it out`],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

/** What a call makes, or undefined where it refuses. */
function made(make: () => JobParameter): JobParameter | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

const text = fc.oneof(
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }), weight: 3 }, { arbitrary: fc.string({ unit: 'binary', maxLength: 6 }), weight: 1 },
  fc.constantFrom('2026-11-23', '0000-01-01', '2026-02-29', '{{x}}', '2026-W53', '2026-11', '--module', '${x}'),
);
const day = fc.oneof(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)), text);
const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double(), fc.maxSafeInteger());
const length = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(1000, 1001, 1.5));
const maybe = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> => (
  fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>);
const common = { title: text, description: text, optional: fc.boolean() };
const parameter = fc.oneof(
  maybe({ earliest: day, latest: day, defaultValue: day, ...common }).map((options) => made(() => JobParameter.date(options))),
  maybe({ minimum: number, maximum: number, defaultValue: number, ...common }).map((options) => made(() => JobParameter.integer(options))),
  fc.tuple(fc.array(text, { maxLength: 3 }), maybe({ defaultValue: text, ...common }))
    .map(([values, options]) => made(() => JobParameter.choice({ values, ...options }))),
  maybe({ minLength: length, maxLength: length, pattern: fc.oneof(text, fc.constantFrom('^a', '\\p{L}', '[', '\\-')), defaultValue: text, ...common })
    .map((options) => made(() => JobParameter.text(options))),
  maybe({ defaultValue: fc.boolean(), ...common }).map((options) => made(() => JobParameter.flag(options))),
  maybe({ defaultValue: text, ...common }).map((options) => made(() => JobParameter.interval(options))),
).filter((each) => each !== undefined);

test('the gateway takes every document that can be made, with its defaults', () => {
  let taken = 0;
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/).filter((each) => !(each in {}));
  fc.assert(fc.property(fc.dictionary(name, parameter, { maxKeys: 4 }), fc.option(fc.boolean(), { nil: undefined }), (given, reasonRequired) => {
    const parameters = { ...given };
    let document: object;
    try {
      document = jobDocument({ ...someJob({ parameters, reasonRequired }), jobName: 'daily', service: {} as ILuigiService });
    } catch (error) {
      // What SSM can't keep, or what is a token, is refused where it is written.
      expect((error as Error).message).toMatch(/what SSM can't keep|got a token/);
      return;
    }
    const job = parseJob('daily', JSON.stringify(document));
    expect(Object.keys(job.parameters)).toEqual(Object.keys(parameters));
    taken += Object.keys(parameters).length;
  }), { numRuns: 500 });
  expect(taken).toBeGreaterThan(300);
});
