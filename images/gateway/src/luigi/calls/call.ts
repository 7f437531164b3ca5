import { isObject } from '../../json/json-object';
import { parseStrictJson } from '../../json/strict-json';
import type { Lane } from '../../lane';
import { Problem } from '../../problem';
import { CATALOGUE, type MethodSpec } from './catalogue';
import { decodeField, fieldsOf } from './form';

/** A call of luigid's RPC interface, as it came. */
export interface RawCall {
  /** Workers may send arguments of other Luigi versions; people may not. */
  readonly lane: Lane;
  readonly httpMethod: string;
  /** What follows /api/ in the request target, undecoded, without the query. */
  readonly name: string;
  /** What follows the question mark, undecoded; empty where there is none. */
  readonly rawQuery: string;
  readonly contentType?: string;
  readonly body?: string | Buffer;
}

/** A call, parsed once: what is judged, recorded and sent to luigid. */
export interface LuigiCall {
  readonly method: MethodSpec;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Longest query or body taken, in bytes as sent: percent-encoding triples most of JSON's punctuation. */
export const MAX_CALL_BYTES: Readonly<Record<Lane, number>> = { people: 64 * 1024, workers: 8 * 1024 * 1024 };
const FORM = /^application\/x-www-form-urlencoded[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*"?utf-8"?[ \t]*)?$/i;

/** The method of that name (what follows /api/, undecoded), or undefined. Calls that are refused for what they carry can be recorded by it. */
export function findMethod(name: string): MethodSpec | undefined {
  return CATALOGUE.get(name);
}

/**
 * Reads a call, once and for all. Whatever luigid might read in another way is refused.
 *
 * @throws Problem 404 `unknown-method`; 405 `method-not-allowed`; 413 `too-large`; 415 `unsupported-media-type`;
 * 400 `unknown-field`, `doubled-data`, `data-in-query`, `body-not-expected`, `malformed-encoding`, `malformed-json`, `duplicate-member`,
 * `number-out-of-range`, `nested-too-deep`, `not-an-object`, `bad-arguments`
 */
export function parseCall(raw: RawCall): LuigiCall {
  const method = findMethod(raw.name);
  if (!method) throw new Problem(404, 'unknown-method', 'got a call that luigid does not know; see the methods in its documentation');
  const json = dataOf(raw);
  // Stock workers send float('inf'), luigid's own default, for families without a largest batch
  const infinityAt = raw.lane === 'workers' && method.name === 'add_task_batcher' ? 'max_batch_size' : undefined;
  const args = json === '' ? {} : parseStrictJson(json, { infinityAt });
  if (!isObject(args)) {
    throw new Problem(400, 'not-an-object', 'got data that is not a JSON object; send the arguments by name, such as {"task_id": "..."}');
  }
  checkArguments(method, args, raw.lane);
  return { method, args };
}

function dataOf(raw: RawCall): string {
  const { lane, rawQuery } = raw;
  const body = raw.body === undefined ? '' : typeof raw.body === 'string' ? raw.body : raw.body.toString('latin1');
  if (body.length > MAX_CALL_BYTES[lane] || rawQuery.length > MAX_CALL_BYTES[lane]) {
    throw new Problem(413, 'too-large', `got a call of more than ${MAX_CALL_BYTES[lane]} bytes; send less at once`);
  }
  const query = fieldsOf(rawQuery, ['data', '_']);
  if (raw.httpMethod === 'GET') {
    if (body !== '') throw new Problem(400, 'body-not-expected', 'got a GET with a body; send the data in the query, or use POST');
    return decodeField(query.get('data'));
  }
  if (raw.httpMethod !== 'POST') {
    throw new Problem(405, 'method-not-allowed', 'got another HTTP method; use GET or POST', { headers: { allow: 'GET, POST' } });
  }
  if (query.has('data')) throw new Problem(400, 'data-in-query', 'got a POST with data in the query; send it in the body only');
  if (body === '' && raw.contentType === undefined) return '';
  if (raw.contentType === undefined || !FORM.test(raw.contentType)) {
    throw new Problem(415, 'unsupported-media-type', 'got another type of body; send application/x-www-form-urlencoded in UTF-8');
  }
  return decodeField(fieldsOf(body, ['data']).get('data'));
}

function checkArguments(method: MethodSpec, args: Record<string, unknown>, lane: Lane): void {
  const errors: { field: string; message: string }[] = [];
  for (const [name, spec] of Object.entries(method.args)) {
    if (!(name in args)) {
      if (spec.required) errors.push({ field: name, message: `missing, expected ${spec.type.expected}` });
    } else if (!spec.type.accepts(args[name])) {
      errors.push({ field: name, message: `expected ${spec.type.expected}` });
    }
  }
  for (const name of Object.keys(args)) {
    if (Object.hasOwn(method.args, name)) continue;
    // luigid's methods are Python's: a keyword argument called self collides
    if (method.rest === undefined || lane === 'people' || name === 'self') {
      // The name is the caller's own text: it is not repeated
      errors.push({ field: '(unknown)', message: `got an argument that ${method.name} does not take, expected ${takes(method)}` });
      break;
    }
    if (!method.rest.accepts(args[name])) {
      errors.push({ field: '(any)', message: `expected ${method.rest.expected}` });
      break;
    }
  }
  if (errors.length > 0) {
    const list = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
    throw new Problem(400, 'bad-arguments', `got arguments that ${method.name} does not take: ${list}`, { errors });
  }
}

function takes(method: MethodSpec): string {
  return Object.keys(method.args).join(', ') || 'none';
}
