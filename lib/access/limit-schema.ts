import { Token } from 'aws-cdk-lib';

/** What a limit has where it can't have it. */
export interface LimitFault {
  /** JSON pointer within the limit. */
  readonly path: string;
  readonly got: unknown;
  readonly expected: string;
  readonly mend: string;
}

type Check = (value: unknown, path: string) => LimitFault | undefined;

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
const FORMATS = [
  'date', 'time', 'date-time', 'iso-time', 'iso-date-time', 'duration', 'uri', 'uri-reference', 'uri-template', 'email', 'hostname',
  'ipv4', 'ipv6', 'regex', 'uuid', 'json-pointer', 'relative-json-pointer',
];

const text = expecting('text', (value) => typeof value === 'string');
const finite = expecting('a number', (value) => typeof value === 'number');
const count = expecting('a whole number of 0 or more', (value) => Number.isInteger(value) && (value as number) >= 0);
const flag = expecting('true or false', (value) => typeof value === 'boolean');
const anything: Check = () => undefined;
const schema: Check = (value, path) => (typeof value === 'boolean' ? undefined : limitSchemaFault(value, path));
const schemas = listOf(schema, 'a list of at least one JSON Schema');

/**
 * The keywords that a limit may have: those of JSON Schema (2020-12) that say something by themselves.
 * The gateway knows some more. It refuses words that it doesn't know: a mistyped one would be a limit that isn't there.
 */
const KEYWORDS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['type', (value, path) => (Array.isArray(value) ? distinct(oneOf(TYPES), 'a list of different types')(value, path) : oneOf(TYPES)(value, path))],
  ['enum', expecting('a list of at least one value', (value) => Array.isArray(value) && value.length > 0)],
  ['const', anything],
  ['minimum', finite], ['maximum', finite], ['exclusiveMinimum', finite], ['exclusiveMaximum', finite],
  ['multipleOf', expecting('a number above 0', (value) => typeof value === 'number' && (value > 0 || Token.isUnresolved(value)))],
  ['minLength', count], ['maxLength', count], ['minItems', count], ['maxItems', count], ['minProperties', count], ['maxProperties', count],
  ['pattern', expecting('a regular expression', isExpression)],
  ['format', oneOf(FORMATS)],
  ['items', schema], ['prefixItems', schemas], ['contains', schema], ['uniqueItems', flag],
  ['properties', mapOf(schema, 'a JSON Schema by name')],
  ['additionalProperties', schema], ['propertyNames', schema],
  ['required', (value, path) => (Array.isArray(value) && value.length === 0 ? undefined : distinct(text, 'a list of different names')(value, path))],
  ['allOf', schemas], ['anyOf', schemas], ['oneOf', schemas], ['not', schema],
  ['title', text], ['description', text], ['examples', expecting('a list', Array.isArray)],
]);

/**
 * What makes a value no JSON Schema that the gateway takes as a limit; undefined where it is one. Expects plain JSON, maybe with tokens.
 * Within a limit, true and false are schemas too.
 */
export function limitSchemaFault(value: unknown, path: string): LimitFault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { path, got: value, expected: 'a JSON Schema, as an object', mend: "write one, such as { type: 'string' }" };
  }
  for (const [keyword, member] of Object.entries(value)) {
    const check = KEYWORDS.get(keyword);
    const at = `${path}/${keyword}`;
    if (check === undefined) return { path: at, got: keyword, expected: `a keyword of JSON Schema: ${[...KEYWORDS.keys()].join(', ')}`, mend: 'mend its spelling, or say it with these' };
    const fault = check(member, at);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function expecting(what: string, holds: (value: unknown) => boolean): Check {
  return (value, path) => (isToken(value) || holds(value) ? undefined : { path, got: value, expected: what, mend: 'mend it' });
}

function oneOf(values: readonly string[]): Check {
  return expecting(`one of ${values.join(', ')}`, (value) => values.includes(value as string));
}

function listOf(check: Check, what: string): Check {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0) return { path, got: value, expected: what, mend: 'mend it' };
    return first(value.map((member, index) => check(member, `${path}/${index}`)));
  };
}

function distinct(check: Check, what: string): Check {
  return (value, path) => {
    if (Array.isArray(value) && new Set(value).size !== value.length) return { path, got: value, expected: what, mend: 'mend it' };
    return listOf(check, what)(value, path);
  };
}

function mapOf(check: Check, what: string): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { path, got: value, expected: what, mend: 'mend it' };
    return first(Object.entries(value).map(([name, member]) => check(member, `${path}/${name}`)));
  };
}

function first(faults: readonly (LimitFault | undefined)[]): LimitFault | undefined {
  return faults.find((fault) => fault !== undefined);
}

function isToken(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && Token.isUnresolved(value);
}

/** JSON Schema's expressions are read with the u flag. */
function isExpression(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
