import fc from 'fast-check';
import { EXIT_CODE_FLAGS } from '../../../../../lib/contract/luigi-exit-codes';
import { JobParameter } from '../../../../../lib/jobs/parameters/job-parameter';
import type { ParameterSchema } from '../../../../../lib/jobs/parameters/parameter-schemas';
import { checked } from '../../../../support/jobs/execution';

const ANY_TEXT = JobParameter.text({ maxLength: 1000 });
const HEAD = ['luigi', '--module', 'reports.daily', 'DailyReport'];

describe('the command of an execution', () => {
  test('has declared parameters only, in their order, whatever order they are given in', async () => {
    const parameters = {
      day: JobParameter.date(), dry_run: JobParameter.flag(), rows: JobParameter.integer(), region: JobParameter.choice({ values: ['eu', 'us'] }),
      note: JobParameter.text(), weeks: JobParameter.interval(),
    };

    const { command } = await checked(parameters, { parameters: { weeks: '2026-W48', note: 'a b', region: 'eu', rows: -7, dry_run: true, day: '2026-11-23' } });

    expect(command).toEqual([
      ...HEAD, '--DailyReport-day=2026-11-23', '--DailyReport-dry-run', '--DailyReport-rows=-7', '--DailyReport-region=eu', '--DailyReport-note=a b',
      '--DailyReport-weeks=2026-W48', ...EXIT_CODE_FLAGS,
    ]);
  });

  test('has default values where nobody says, and leaves out what is optional', async () => {
    const parameters = {
      day: JobParameter.date({ defaultValue: '2026-11-23' }), rows: JobParameter.integer({ defaultValue: 0 }), dry: JobParameter.flag({ defaultValue: true }),
      quiet: JobParameter.flag(), note: JobParameter.text({ optional: true }),
    };

    const { command } = await checked(parameters, { requestedBy: 'user:ada' });

    expect(command).toEqual([...HEAD, '--DailyReport-day=2026-11-23', '--DailyReport-rows=0', '--DailyReport-dry', ...EXIT_CODE_FLAGS]);
  });

  test('has no flag that is false, against its default too', async () => {
    const { command } = await checked({ dry: JobParameter.flag({ defaultValue: true }) }, { parameters: { dry: false } });

    expect(command).toEqual([...HEAD, ...EXIT_CODE_FLAGS]);
  });

  test('spells the flags of a task in a namespace as Luigi does', async () => {
    const { command } = await checked({ a_b: JobParameter.text() }, { parameters: { a_b: 'x' } }, { family: 'etl.My_Report' });

    expect(command).toEqual(['luigi', '--module', 'reports.daily', 'etl.My_Report', '--etl.My-Report-a-b=x', ...EXIT_CODE_FLAGS]);
  });

  test.each([
    ['a space', 'a b'], ['quotes', '"a" \'b\''], ['a flag', '--module'], ['a flag with a value', '--module=os'], ['a prefix of a flag', '--modu'],
    ['a variable', '${HOME} $HOME'], ['an expression', '{% $states.context %}'], ['the end of an expression', '%} x {%'], ['line breaks', 'a\nb\r\nc'],
    ['other scripts', '\u0661\u0662 \u00e4\u{1F600}'], ['a shell\'s words', '; rm -rf / | $(id) `id` && x > y'], ['backslashes', '\\n\\u0041\\'], ['an equals sign', '=a=b'],
  ])('keeps one argument of a text with %s', async (_, text) => {
    const parameters = { note: JobParameter.text() };

    expect((await checked(parameters, { parameters: { note: text } })).command).toEqual([...HEAD, `--DailyReport-note=${text}`, ...EXIT_CODE_FLAGS]);
    // and of the same text as a default, which stands in the expression itself
    const asDefault = { note: { schema: { ...ANY_TEXT.schema as ParameterSchema, default: text }, required: false } };
    expect((await checked(asDefault, {})).command).toEqual([...HEAD, `--DailyReport-note=${text}`, ...EXIT_CODE_FLAGS]);
  });

  test('keeps one argument of any text', async () => {
    const parameters = { note: ANY_TEXT };
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).filter((value) => !value.includes('\0'));
    await fc.assert(fc.asyncProperty(text, async (note) => {
      expect((await checked(parameters, { parameters: { note } })).command).toEqual([...HEAD, `--DailyReport-note=${note}`, ...EXIT_CODE_FLAGS]);
    }), { numRuns: 300 });
  });

  test('has integers in full', async () => {
    const whole = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
    await fc.assert(fc.asyncProperty(whole, async (rows) => {
      expect((await checked({ rows: JobParameter.integer() }, { parameters: { rows } })).command).toContain(`--DailyReport-rows=${rows}`);
    }), { numRuns: 100 });
  });
});

describe('an execution is refused', () => {
  const date = JobParameter.date({ earliest: '2026-01-01', latest: '2026-12-31' });
  const WRONG_DATE = 'p: expected a date as YYYY-MM-DD from 2026-01-01 to 2026-12-31';
  const integer = JobParameter.integer({ minimum: 1, maximum: 9 });
  const WRONG_INTEGER = 'p: expected a whole number from 1 to 9';
  const choice = JobParameter.choice({ values: ['eu', 'us'] });
  const text = JobParameter.text({ minLength: 2, maxLength: 4 });
  const WRONG_TEXT = 'p: expected a text of 2 to 4 characters without the character NUL';
  const interval = JobParameter.interval();
  const WRONG_INTERVAL = 'p: expected a date interval such as 2026-11 or 2026-11-01-2026-11-08';

  test.each<[string, JobParameter, unknown, string]>([
    ['no date', date, undefined, WRONG_DATE], ['null for a date', date, null, WRONG_DATE], ['a number for a date', date, 20261123, WRONG_DATE],
    ['a list for a date', date, ['2026-11-23'], WRONG_DATE], ['a date with a line break', date, '2026-11-23\n', WRONG_DATE], ['a date too early', date, '2025-12-31', WRONG_DATE],
    ['a date too late', date, '2027-01-01', WRONG_DATE], ['other digits', date, '\u0662\u0660\u0662\u0666-11-23', WRONG_DATE], ['a flag for a date', date, '--module', WRONG_DATE],
    ['half a number', integer, 1.5, WRONG_INTEGER], ['a number too small', integer, 0, WRONG_INTEGER], ['a number too large', integer, 10, WRONG_INTEGER],
    ['a number as text', integer, '5', WRONG_INTEGER], ['a number that is huge', JobParameter.integer(), 1e21, 'p: expected a whole number from -999999999999999 to 999999999999999'],
    ['no value of a choice', choice, 'EU', 'p: expected one of its values'], ['a list of values', choice, ['eu', 'us'], 'p: expected one of its values'],
    ['a text too short', text, 'a', WRONG_TEXT], ['a text too long', text, 'abcde', WRONG_TEXT], ['the character NUL', text, 'a\0b', WRONG_TEXT], ['an object for a text', text, { a: 1 }, WRONG_TEXT],
    ['a flag as text', JobParameter.flag(), 'true', 'p: expected true or false'], ['a flag as a number', JobParameter.flag(), 1, 'p: expected true or false'],
    ['no interval', interval, '2026-11-23-', WRONG_INTERVAL], ['an interval with a line break', interval, '2026\n', WRONG_INTERVAL],
  ])('with %s', async (_, parameter, p, faults) => {
    expect(await checked({ p: parameter }, { parameters: { p } })).toEqual({ faults });
  });

  const UNDECLARED = 'parameters: expected none but those that the job declares';
  test.each<[string, object, string]>([
    ['a parameter that is not declared', { parameters: { module: 'os' } }, UNDECLARED],
    ['one that is named as a flag', { parameters: { '--module': 'os' } }, UNDECLARED],
    ['one with an empty name', { parameters: { '': 'os' } }, UNDECLARED],
    ['one with a name of JavaScript', { parameters: { constructor: 'os' } }, UNDECLARED],
    ['a list for parameters', { parameters: [{ p: 'eu' }] }, `parameters: expected an object; ${UNDECLARED}`],
    ['a text for parameters', { parameters: '--module' }, 'parameters: expected an object'],
    ['null for parameters', { parameters: null }, 'parameters: expected an object'],
  ])('with %s', async (_, input, faults) => {
    expect(await checked({}, input)).toEqual({ faults });
  });

  test('with several faults, naming all', async () => {
    expect(await checked({ p: integer, q: choice }, { parameters: { p: 0, r: 1 } })).toEqual({ faults: `${UNDECLARED}; ${WRONG_INTEGER}; q: expected one of its values` });
  });

  test.each([[undefined], [''], [' \n '], [7], [['why']]])('with the reason %j, where one is required', async (reason) => {
    expect(await checked({}, { reason }, { reasonRequired: true })).toEqual({ faults: 'reason: expected one' });
  });

  test('not with a reason, where one is required', async () => {
    expect(await checked({}, { reason: 'late data' }, { reasonRequired: true })).toEqual({ command: [...HEAD, ...EXIT_CODE_FLAGS], parameters: {} });
  });

  test('where its parameters together are too long for ECS', async () => {
    const parameters = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`p${index}`, JobParameter.text({ maxLength: 1000 })]));
    const values = Object.fromEntries(Object.keys(parameters).map((name) => [name, 'x'.repeat(1000)]));

    expect(await checked(parameters, { parameters: values })).toEqual({ faults: 'parameters: expected shorter ones, since together they are too long for ECS' });
  });
});
