import { Token } from 'aws-cdk-lib';
import { unstorable } from '../../access/unstorable';
import { UNSEEN } from '../../contract/unseen';
import { quoted } from '../../messages/quoted';
import { characters, isDate, isInterval } from './parameter-checks';
import type { ParameterSchema } from './parameter-schemas';

/** Why a parameter does not take a value that is known at synthesis, for messages; undefined where it does. It is what the gateway would say. */
export function valueFault(schema: ParameterSchema, value: unknown): string | undefined {
  if (Token.isUnresolved(value)) return 'got a token, expected a value that is known at synthesis; give a plain one';
  const refused = typeof value === 'string' ? unstorable(value) : undefined;
  if (refused !== undefined) return `got ${quoted(value)}, expected no ${refused}; write it another way`;
  return fits(schema, value) ? undefined : `got ${quoted(value)}, expected ${expected(schema)}; mend it, or widen the parameter's limits`;
}

function fits(schema: ParameterSchema, value: unknown): boolean {
  if (schema.type === 'boolean') return typeof value === 'boolean';
  if (schema.type === 'integer') return Number.isInteger(value) && within(value as number, schema.minimum, schema.maximum);
  if (typeof value !== 'string' || UNSEEN.test(value)) return false;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (schema.format === 'date') return isDate(value) && within(value, schema.formatMinimum, schema.formatMaximum);
  if (schema.format === 'luigi-date-interval') return isInterval(value);
  return within(characters(value), schema.minLength, schema.maxLength) && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value));
}

function within<T extends string | number>(value: T, least: T | undefined, most: T | undefined): boolean {
  return (least === undefined || value >= least) && (most === undefined || value <= most);
}

function expected(schema: ParameterSchema): string {
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer') return `a whole number${range(schema.minimum, schema.maximum)}`;
  if (schema.enum !== undefined) return `one of ${schema.enum.length} values such as ${quoted(schema.enum[0])}`;
  if (schema.format === 'date') return `a day of the calendar as YYYY-MM-DD${range(schema.formatMinimum, schema.formatMaximum)}`;
  if (schema.format === 'luigi-date-interval') return 'an interval such as 2026-11 or 2026-11-01-2026-11-08';
  return `one line of plain text of ${schema.minLength ?? 1} to ${schema.maxLength} characters${schema.pattern === undefined ? '' : ` that matches ${quoted(schema.pattern)}`}`;
}

function range(least: string | number | undefined, most: string | number | undefined): string {
  return `${least === undefined ? '' : ` from ${least}`}${most === undefined ? '' : ` to ${most}`}`;
}
