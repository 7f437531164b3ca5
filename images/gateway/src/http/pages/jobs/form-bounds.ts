/** Keywords of a schema, or of a limit on it, that a form can show. */
export interface Limits {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly formatMinimum?: string;
  readonly formatMaximum?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** How far a value may go. */
export interface Bounds {
  /** Of a number or a day. */
  readonly min?: string;
  readonly max?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The job's own, and the caller's limit where there is but one: regular expressions of JSON Schema, found anywhere in the text. */
  readonly patterns: readonly string[];
}

/**
 * What the schema and any of the limits allow, as text; undefined where that is no list.
 * @param limits one of each grant; a boolean schema, or an object
 */
export function allowedValues(schema: Limits, limits: readonly unknown[]): readonly string[] | undefined {
  const own = valuesOf(schema);
  const granted = limits.map((limit) => (limit === false ? [] : valuesOf(limitsIn(limit))));
  if (limits.length === 0 || granted.some((values) => values === undefined)) return own;
  const union = new Set(granted.flatMap((values) => values ?? []));
  // Narrowing has left out of the job's own choices what no grant allows.
  return own === undefined ? [...union] : own.filter((value) => union.has(value));
}

/** How far a value may go by the schema and the widest of the limits. */
export function boundsOf(schema: Limits, limits: readonly unknown[]): Bounds {
  const held = limits.filter((limit) => limit !== false).map(limitsIn);
  const all = held.length === 0 ? [{}] : held;
  const patterns = [schema.pattern, ...(all.length === 1 ? [all[0]?.pattern] : [])].filter((pattern) => pattern !== undefined);
  return {
    min: text(loosest(all.map((limit) => tightest([...lowest(schema), ...lowest(limit)], 1)), -1)),
    max: text(loosest(all.map((limit) => tightest([...highest(schema), ...highest(limit)], -1)), 1)),
    minLength: loosest(all.map((limit) => tightest(defined(schema.minLength, limit.minLength), 1)), -1),
    maxLength: loosest(all.map((limit) => tightest(defined(schema.maxLength, limit.maxLength), -1)), 1),
    patterns,
  };
}

function limitsIn(limit: unknown): Limits {
  return typeof limit === 'object' && limit !== null ? limit : {};
}

function valuesOf({ const: only, enum: some }: Limits): readonly string[] | undefined {
  if (only !== undefined) return [String(only)];
  return some?.map(String);
}

function lowest({ minimum, exclusiveMinimum, formatMinimum }: Limits): ReadonlyArray<number | string> {
  return defined<number | string>(minimum, exclusiveMinimum === undefined ? undefined : Math.floor(exclusiveMinimum) + 1, formatMinimum);
}

function highest({ maximum, exclusiveMaximum, formatMaximum }: Limits): ReadonlyArray<number | string> {
  return defined<number | string>(maximum, exclusiveMaximum === undefined ? undefined : Math.ceil(exclusiveMaximum) - 1, formatMaximum);
}

function defined<T extends number | string>(...values: readonly (T | undefined)[]): T[] {
  return values.filter((value): value is T => value !== undefined);
}

/** The one that leaves least room. @param sign 1 where higher is tighter */
function tightest<T extends number | string>(values: readonly T[], sign: 1 | -1): T | undefined {
  return values.reduce<T | undefined>((found, value) => (found === undefined || sign * compare(value, found) > 0 ? value : found), undefined);
}

/** The one that leaves most room; undefined where one of them doesn't bound at all. @param sign 1 where higher is looser */
function loosest<T extends number | string>(values: ReadonlyArray<T | undefined>, sign: 1 | -1): T | undefined {
  return values.some((value) => value === undefined) ? undefined : tightest(defined(...values), sign);
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function text(value: number | string | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
