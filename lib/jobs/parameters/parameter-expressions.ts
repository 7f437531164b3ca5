import { DATE_INTERVAL_FORM } from '../../contract/date-interval';
import { literal, literals } from '../state-machine/jsonata';
import { MOST_INTEGER } from './parameter-checks';
import type { ParameterSchema } from './parameter-schemas';

/** A parameter as the state machine sees it. */
export interface DeclaredParameter {
  /** As in Luigi. */
  readonly name: string;
  readonly schema: ParameterSchema;
  readonly required: boolean;
}

/**
 * JSONata: what is wrong with a value, or nothing. It is what a direct start by someone with rights on Step Functions meets; the gateway
 * judges by the whole schema before (patterns, days of the calendar), and Luigi after.
 * @param value the expression of the value
 */
export function faultExpression({ name, schema, required }: DeclaredParameter, value: string): string {
  const fault = (when: string): string => `${when} ? ${literal(`${name}: expected ${expected(schema)}`)}`;
  return fault(`($exists(${value}) ? ${test(schema, value)} : false) = false and ($exists(${value}) or ${String(required)})`);
}

/**
 * JSONata: the argument for a value, one text, or nothing. argparse reads what stands after the first `=` as it is, so that a value
 * can be no flag.
 */
export function argumentExpression(family: string, { name, schema }: DeclaredParameter, value: string): string {
  // As Luigi spells its flags: the namespace's dots stay.
  const flag = `--${`${family}_${name}`.replaceAll('_', '-')}`;
  const fallback = schema.default;
  if (schema.type === 'boolean') return `($exists(${value}) ? ${value} : ${String(fallback ?? false)}) ? ${literal(flag)}`;
  const given = `${literal(`${flag}=`)} & ${value}`;
  return `$exists(${value}) ? ${given}${fallback === undefined ? '' : ` : ${literal(`${flag}=${String(fallback)}`)}`}`;
}

/** JSONata: the value that a run has, or nothing: what is given, else the default. */
export function valueExpression({ schema }: DeclaredParameter, value: string): string {
  const fallback = schema.type === 'boolean' ? schema.default ?? false : schema.default;
  if (fallback === undefined) return value;
  return `$exists(${value}) ? ${value} : ${typeof fallback === 'string' ? literal(fallback) : String(fallback)}`;
}

/** Nothing is asked of a value before its type is known: `and` may look at both sides. */
function test(schema: ParameterSchema, value: string): string {
  const typed = (type: string, ...conditions: string[]): string => `($type(${value}) = "${type}" ? (${conditions.join(' and ')}) : false)`;
  if (schema.type === 'boolean') return typed('boolean', 'true');
  if (schema.type === 'integer') {
    return typed('number', `$floor(${value}) = ${value}`, `${value} >= ${schema.minimum ?? -MOST_INTEGER}`, `${value} <= ${schema.maximum ?? MOST_INTEGER}`);
  }
  if (schema.enum !== undefined) return typed('string', `${value} in ${literals(schema.enum)}`);
  // A `$` also matches before a last line break in some engines.
  const oneLine = `$not($contains(${value}, ${literal('\n')}))`;
  if (schema.format === 'date') {
    return typed('string', oneLine, `$contains(${value}, /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/)`,
      ...(schema.formatMinimum === undefined ? [] : [`${value} >= ${literal(schema.formatMinimum)}`]),
      ...(schema.formatMaximum === undefined ? [] : [`${value} <= ${literal(schema.formatMaximum)}`]));
  }
  if (schema.format === 'luigi-date-interval') return typed('string', oneLine, `$contains(${value}, /^${DATE_INTERVAL_FORM}$/)`);
  return typed('string', `$length(${value}) >= ${schema.minLength ?? 1}`, `$length(${value}) <= ${schema.maxLength ?? 0}`, `$not($contains(${value}, ${literal('\0')}))`);
}

function expected(schema: ParameterSchema): string {
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer') return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.enum !== undefined) return 'one of its values';
  if (schema.format === 'date') {
    const from = schema.formatMinimum === undefined ? '' : ` from ${schema.formatMinimum}`;
    const to = schema.formatMaximum === undefined ? '' : ` to ${schema.formatMaximum}`;
    return `a date as YYYY-MM-DD${from}${to}`;
  }
  if (schema.format === 'luigi-date-interval') return 'a date interval such as 2026-11 or 2026-11-01-2026-11-08';
  return `a text of ${schema.minLength ?? 1} to ${schema.maxLength} characters without the character NUL`;
}
