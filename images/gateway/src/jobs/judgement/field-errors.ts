import type { ErrorObject } from 'ajv';

/** What is wrong with one field of a request, for the caller. */
export interface FieldError {
  /** Such as `parameters.day`. */
  readonly field: string;
  readonly message: string;
}

const PARAMETER = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** The field of a parameter. A name that no parameter can have is the caller's own text, and not repeated. */
export function fieldOf(parameter: string): string {
  return PARAMETER.test(parameter) ? `parameters.${parameter}` : 'parameters';
}

/** What is expected, in the words of whom it concerns. Says nothing of the value: that is the caller's own text. */
export function expectation({ keyword, params, parentSchema }: ErrorObject): string {
  const limit = String((params as { limit?: unknown }).limit);
  switch (keyword) {
    case 'type': return `expected a value of type ${String((params as { type?: unknown }).type)}`;
    case 'enum': return `expected one of ${((params as { allowedValues?: unknown[] }).allowedValues ?? []).join(', ')}`;
    case 'const': return `expected ${String((params as { allowedValue?: unknown }).allowedValue)}`;
    case 'minimum': return `expected ${limit} or more`;
    case 'maximum': return `expected ${limit} or less`;
    case 'formatMinimum': return `expected ${limit} or later`;
    case 'formatMaximum': return `expected ${limit} or earlier`;
    case 'minLength': return `expected at least ${limit} characters`;
    case 'maxLength': return `expected at most ${limit} characters`;
    case 'pattern': return `expected text of the form ${String((params as { pattern?: unknown }).pattern)}`;
    case 'format':
      return (parentSchema as { format?: string } | undefined)?.format === 'date' ? 'expected a day such as 2026-01-31'
        : 'expected a date interval such as 2026-01, 2026-W05 or 2026-01-01-2026-01-31';
    default: return 'expected a value that the schema takes';
  }
}
