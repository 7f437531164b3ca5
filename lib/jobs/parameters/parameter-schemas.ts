import { UNSEEN } from '../../contract/unseen';
import { quoted } from '../../messages/quoted';
import type {
  ChoiceParameterOptions, DateParameterOptions, FlagParameterOptions, IntegerParameterOptions, IntervalParameterOptions,
  JobParameterOptions, TextParameterOptions,
} from './job-parameter-options';
import { characters, check, isDate, isInterval, MOST_INTEGER } from './parameter-checks';

/** JSON Schema of one parameter, as in lib/contract/job.schema.json. */
export interface ParameterSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format?: 'date' | 'luigi-date-interval';
  readonly formatMinimum?: string;
  readonly formatMaximum?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly default?: string | number | boolean;
}

const DATE = 'a day of the calendar as YYYY-MM-DD';
const INTERVAL = 'a year, month, week, day or two days in order: 2026, 2026-11, 2026-W48, 2026-11-23 or 2026-11-01-2026-11-08';
const MOST_CHOICES = 100;
const LONGEST_CHOICE = 200;
const LONGEST_TEXT = 1000;
const LONGEST_PATTERN = 500;
const SEEN = 'one line of plain text, without characters that can\'t be seen';

/** @throws Error where a limit or the default value does not fit */
export function dateSchema(options: DateParameterOptions): ParameterSchema {
  const { earliest, latest, defaultValue } = options;
  check('the earliest date', earliest, isDate, DATE, 'mend it');
  check('the latest date', latest, isDate, DATE, 'mend it');
  if (earliest !== undefined && latest !== undefined && earliest > latest) {
    throw new Error(`got the earliest date ${quoted(earliest)} after the latest ${quoted(latest)}, expected them in order; exchange them`);
  }
  const within = (day: string): boolean => isDate(day) && (earliest === undefined || day >= earliest) && (latest === undefined || day <= latest);
  check('the default value', defaultValue, within, `${DATE} within the limits`, 'mend it, or widen the limits');
  return plain({ ...texts(options), type: 'string', format: 'date', formatMinimum: earliest, formatMaximum: latest, default: defaultValue });
}

/** @throws Error where a limit or the default value does not fit */
export function integerSchema(options: IntegerParameterOptions): ParameterSchema {
  const { minimum = -MOST_INTEGER, maximum = MOST_INTEGER, defaultValue } = options;
  const whole = (value: number): boolean => Number.isInteger(value) && Math.abs(value) <= MOST_INTEGER;
  const WHOLE = 'a whole number of at most 15 digits';
  check('the minimum', minimum, whole, WHOLE, 'mend it');
  check('the maximum', maximum, whole, WHOLE, 'mend it');
  if (minimum > maximum) throw new Error(`got the minimum ${minimum} above the maximum ${maximum}, expected them in order; exchange them`);
  check('the default value', defaultValue, (value) => whole(value) && value >= minimum && value <= maximum, `a whole number from ${minimum} to ${maximum}`, 'mend it, or widen the limits');
  return plain({ ...texts(options), type: 'integer', minimum: unsigned(minimum), maximum: unsigned(maximum), default: unsigned(defaultValue) });
}

/** @throws Error where a value or the default value does not fit */
export function choiceSchema(options: ChoiceParameterOptions): ParameterSchema {
  const { values, defaultValue } = options;
  if (values.length < 1 || values.length > MOST_CHOICES) throw new Error(`got ${values.length} values to choose from, expected 1 to ${MOST_CHOICES}; give that many, or make it a text`);
  for (const [index, value] of values.entries()) {
    // Luigi takes an empty text for none at all.
    check('the value', value, (text) => text !== '' && characters(text) <= LONGEST_CHOICE, `1 to ${LONGEST_CHOICE} characters`, 'mend it');
    check('the value', value, seen, SEEN, 'take them out');
    if (values.indexOf(value) !== index) throw new Error(`got the value ${quoted(value)} twice, expected it once; remove one of them`);
  }
  check('the default value', defaultValue, (value) => values.includes(value), 'one of the values', 'mend it, or add it to the values');
  return plain({ ...texts(options), type: 'string', enum: [...values], default: defaultValue });
}

/** @throws Error where a limit or the default value does not fit */
export function textSchema(options: TextParameterOptions): ParameterSchema {
  const { minLength = 1, maxLength = 200, pattern, defaultValue } = options;
  check('maxLength', maxLength, (length) => Number.isInteger(length) && length >= 1 && length <= LONGEST_TEXT, `a whole number from 1 to ${LONGEST_TEXT}`, 'mend it');
  check('minLength', minLength, (length) => Number.isInteger(length) && length >= 1 && length <= maxLength, `a whole number from 1 to maxLength, which is ${maxLength}`, 'mend it');
  check('the pattern', pattern, (text) => characters(text) <= LONGEST_PATTERN, `at most ${LONGEST_PATTERN} characters`, 'shorten it');
  const expression = pattern === undefined ? undefined : expressionOf(pattern);
  check('the default value', defaultValue, seen, SEEN, 'take them out');
  check('the default value', defaultValue, (text) => characters(text) >= minLength && characters(text) <= maxLength, `${minLength} to ${maxLength} characters`, 'mend it, or widen the limits');
  check('the default value', defaultValue, (text) => expression?.test(text) !== false, `a text that matches ${pattern}`, 'mend it, or give another pattern');
  return plain({ ...texts(options), type: 'string', minLength, maxLength, pattern, default: defaultValue });
}

/** @throws Error where a text does not fit */
export function flagSchema(options: FlagParameterOptions): ParameterSchema {
  return plain({ ...texts(options), type: 'boolean', default: options.defaultValue ?? (options.optional === true ? undefined : false) });
}

/** @throws Error where the default value does not fit */
export function intervalSchema(options: IntervalParameterOptions): ParameterSchema {
  check('the default value', options.defaultValue, isInterval, INTERVAL, 'mend it');
  return plain({ ...texts(options), type: 'string', format: 'luigi-date-interval', default: options.defaultValue });
}

function texts({ title, description }: JobParameterOptions): Pick<ParameterSchema, 'title' | 'description'> {
  for (const [what, text, most] of [['title', title, 100], ['description', description, 300]] as const) {
    check(`the ${what}`, text, (given) => characters(given) >= 1 && characters(given) <= most, `1 to ${most} characters`, 'mend it, or leave it out');
  }
  return { title, description };
}

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    throw new Error(`got the pattern ${quoted(pattern)}, expected a regular expression of JSON Schema, which is read with the u flag; mend it`);
  }
}

function seen(text: string): boolean {
  return !UNSEEN.test(text);
}

/** JSON has no -0. */
function unsigned(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value + 0;
}

function plain(schema: ParameterSchema): ParameterSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined)) as unknown as ParameterSchema;
}
