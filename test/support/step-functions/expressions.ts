import { createHash, randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';
import { jsonata } from '../jobs/quick-jsonata';
import { TaskError } from './task-handlers';
import { topLevelReferences } from './top-level-references';

/** What expressions of a state see. */
export interface Scope {
  readonly input: unknown;
  readonly context: unknown;
  readonly result?: unknown;
  readonly errorOutput?: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
}

const EXPRESSION = /^\{%([^]*)%\}$/;
const LARGEST_PAYLOAD_BYTES = 262_144;
/** How deep evaluation may nest. Not documented: measured on AWS by others (floci-io/floci#2737), between 99 and 101. */
const DEEPEST = 95;

const programs = new Map<string, Expression>();

/**
 * Evaluates every text of a template that is an expression.
 * @param field of the state, for messages
 * @throws TaskError `States.QueryEvaluationError`
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export async function evaluated(template: unknown, field: string, scope: Scope): Promise<unknown> {
  if (typeof template === 'string') return evaluatedText(template, field, scope);
  if (Array.isArray(template)) return Promise.all(template.map((item, index) => evaluated(item, `${field}[${index}]`, scope)));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(async ([name, value]) => [name, await evaluated(value, `${field}/${name}`, scope)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Parses every expression in a template.
 * @throws Error where one can't be parsed, or reads what is not there in its field
 */
export function checkExpressions(template: unknown, where: string, allowed: { readonly result: boolean; readonly errorOutput: boolean }): void {
  if (typeof template === 'object' && template !== null) {
    for (const [name, value] of Object.entries(template)) checkExpressions(value, `${where}/${name}`, allowed);
    return;
  }
  if (typeof template !== 'string') return;
  const [, expression] = EXPRESSION.exec(template) ?? [];
  if (expression === undefined) {
    if (template.startsWith('{%') || template.endsWith('%}')) throw new Error(`got ${template} in ${where}, expected {% and %} on both ends or neither`);
    return;
  }
  const [reference] = topLevelReferences(parsed(expression, where).ast());
  if (reference !== undefined) throw new Error(`got ${reference} at the top level of an expression in ${where}, expected $states or a variable`);
  if (/\$states\s*\.\s*result\b/.test(expression) && !allowed.result) throw new Error(`got $states.result in ${where}, expected it only where a Task or Map has one`);
  if (/\$states\s*\.\s*errorOutput\b/.test(expression) && !allowed.errorOutput) throw new Error(`got $states.errorOutput in ${where}, expected it in Catch only`);
  if (/\$eval\b/.test(expression)) throw new Error(`got $eval in ${where}, expected $parse: Step Functions has no $eval`);
}

function parsed(expression: string, where: string): Expression {
  try {
    return programOf(expression);
  } catch (error) {
    throw new Error(`got an expression in ${where} that can't be parsed: ${String((error as Error).message)}\n${expression}`, { cause: error });
  }
}

/** @throws TaskError `States.DataLimitExceeded`, which nothing catches */
export function checkSize(value: unknown, what: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes > LARGEST_PAYLOAD_BYTES) throw new TaskError('States.DataLimitExceeded', `${what} has ${bytes} bytes, more than ${LARGEST_PAYLOAD_BYTES}`);
}

async function evaluatedText(text: string, field: string, { variables, ...states }: Scope): Promise<unknown> {
  const [, expression] = EXPRESSION.exec(text) ?? [];
  if (expression === undefined) return text;
  const bindings = { ...variables, states: { input: states.input, context: states.context, ...part('result', states.result), ...part('errorOutput', states.errorOutput) } };
  let result: unknown;
  try {
    result = await programOf(expression).evaluate(undefined, structuredClone(bindings));
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    throw new TaskError('States.QueryEvaluationError', `The JSONata expression '${expression.trim()}' specified for the field '${field}' threw an error during evaluation. ${code ?? ''}: ${message ?? String(error)}`);
  }
  if (result === undefined || typeof result === 'function') {
    throw new TaskError('States.QueryEvaluationError', `The JSONata expression '${expression.trim()}' specified for the field '${field}' returned nothing (undefined).`);
  }
  // Without marks of JSONata's own.
  return JSON.parse(JSON.stringify(result)) as unknown;
}

function part(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

function programOf(expression: string): Expression {
  const known = programs.get(expression);
  if (known !== undefined) return known;
  const program = jsonata(expression, { stack: DEEPEST });
  for (const [name, call, signature] of FUNCTIONS) program.registerFunction(name, call, signature);
  programs.set(expression, program);
  return program;
}

const ALGORITHMS: Readonly<Record<string, string>> = { 'MD5': 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

/** What Step Functions adds to JSONata. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the type of JSONata
const FUNCTIONS: readonly (readonly [string, (...args: any[]) => unknown, string])[] = [
  ['parse', (text: string) => JSON.parse(text) as unknown, '<s:x>'],
  ['uuid', () => randomUUID(), '<:s>'],
  ['hash', (text: string, algorithm: string) => {
    const name = ALGORITHMS[algorithm];
    // What becomes of an empty text is not documented.
    if (name === undefined || text === '') throw new Error(`can't hash by ${algorithm}`);
    return createHash(name).update(text).digest('hex');
  }, '<ss:s>'],
  ['partition', (items: unknown[], size: number) => Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size)), '<an:a>'],
  ['range', (first: number, last: number, step: number) => Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => first + index * step), '<nnn:a>'],
];
