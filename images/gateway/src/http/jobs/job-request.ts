import type { FastifyRequest } from 'fastify';
import { LONGEST_REASON } from '../../../../../lib/contract/run-facts';
import type { Job, ParameterSchema } from '../../jobs/description/job';
import { unsafeText } from '../../jobs/description/unsafe-text';
import { isObject } from '../../json/json-object';
import { parseStrictJson } from '../../json/strict-json';
import { decodeField, fieldsOf } from '../../luigi/calls/form';
import { Problem } from '../../problem';
import { FORM } from '../origin/form-origin';
import type { Exchange } from '../request/exchange';

/** What a caller sends to start a run, not judged yet. */
export interface StartBody {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reason: string | undefined;
  /** @default - none was sent */
  readonly key: string | undefined;
  /** Of a confirmation that was shown: stands for what it said would run. @default - none was shown */
  readonly seen: string | undefined;
}

const KEY = /^[\x21-\x7e]{1,255}$/;

/** Whether the body is that of a form. */
export function isForm(request: FastifyRequest): boolean {
  return mediaType(request) === FORM;
}

/**
 * The body of a start: JSON, or a form with a field `parameters.<name>` for each parameter.
 * @throws Problem 400, 415 or 422
 */
export function startBodyOf(request: FastifyRequest, exchange: Exchange, job: Job): StartBody {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const sent = isForm(request) ? formBody(body, job) : jsonBody(request, body);
  const header = exchange.head.headers['idempotency-key'];
  const key = typeof header === 'string' ? header : sent.key;
  if (key !== undefined && !KEY.test(key)) {
    throw new Problem(400, 'bad-idempotency-key', 'got an Idempotency-Key that is none, expected one of 1 to 255 visible ASCII characters');
  }
  return { parameters: sent.parameters, key, seen: sent.seen, reason: reasonOf(sent.reason, job) };
}

function reasonOf(given: unknown, job: Job): string | undefined {
  const wrong = (message: string): Problem =>
    new Problem(422, 'invalid-parameters', 'the job does not take this reason: mend the field that is named', { errors: [{ field: 'reason', message }] });
  if (given !== undefined && typeof given !== 'string') throw wrong('expected text');
  const reason = given?.trim();
  if (reason === undefined || reason === '') {
    if (job.reasonRequired) throw wrong('is missing: say why you start this job');
    return undefined;
  }
  if (reason.length > LONGEST_REASON) throw wrong(`expected at most ${LONGEST_REASON} characters`);
  const unsafe = unsafeText(reason);
  if (unsafe !== undefined) throw wrong(unsafe);
  return reason;
}

function jsonBody(request: FastifyRequest, body: Buffer): Omit<StartBody, 'reason'> & { readonly reason: unknown } {
  if (mediaType(request) !== 'application/json') {
    throw new Problem(415, 'unsupported-media-type', 'send the parameters as application/json, {"parameters": {...}}, or as a form');
  }
  const value = parseStrictJson(utf8(body));
  if (!isObject(value)) throw new Problem(400, 'not-an-object', 'got JSON that is no object, expected {"parameters": {...}}');
  const unknown = Object.keys(value).find((name) => name !== 'parameters' && name !== 'reason');
  if (unknown !== undefined) throw new Problem(400, 'unknown-field', 'got a member that is not expected, expected only parameters and reason');
  const { parameters = {}, reason } = value;
  if (!isObject(parameters)) throw new Problem(400, 'not-an-object', 'got parameters that are no object, expected {"parameters": {"name": value}}');
  return { parameters, reason, key: undefined, seen: undefined };
}

function formBody(body: Buffer, job: Job): Omit<StartBody, 'reason'> & { readonly reason: unknown } {
  const names = Object.keys(job.parameters);
  const fields = fieldsOf(utf8(body), ['reason', 'key', 'seen', ...names.map((name) => `parameters.${name}`)]);
  const parameters = Object.create(null) as Record<string, unknown>;
  for (const [name, schema] of Object.entries(job.parameters)) {
    const field = fields.get(`parameters.${name}`);
    const value = formValue(schema, field === undefined ? undefined : decodeField(field));
    if (value !== undefined) parameters[name] = value;
  }
  const said = (name: string): string | undefined => (fields.has(name) ? decodeField(fields.get(name)) : undefined);
  return { parameters, reason: said('reason'), key: said('key'), seen: said('seen') };
}

/** What stood in a form's fields, as it was typed: for the form again. What isn't one of its fields is left out. */
export function typedIn(request: FastifyRequest, job: Job): { readonly typed: ReadonlyMap<string, string>; readonly reason: string } {
  const fields = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  const typed = Object.keys(job.parameters).map((name) => [name, fields.get(`parameters.${name}`)] as const);
  return { typed: new Map(typed.filter((field): field is [string, string] => field[1] !== null)), reason: fields.get('reason') ?? '' };
}

/** A form knows only text: an empty field says nothing, but of a text that has a default; a box that is not ticked says no. */
function formValue(schema: ParameterSchema, text: string | undefined): unknown {
  if (schema.type === 'boolean') return text === undefined ? false : text === 'true' || text === 'on' ? true : text === 'false' ? false : text;
  if (text === undefined) return undefined;
  if (text === '') return schema.enum === undefined && schema.format === undefined && schema.type === 'string' && schema.default !== undefined ? '' : undefined;
  return schema.type === 'integer' && /^-?(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : text;
}

function mediaType(request: FastifyRequest): string {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';').map((part) => part.trim());
  return parameters.every((parameter) => parameter === '' || /^charset="?utf-8"?$/.test(parameter)) ? type : '';
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new Problem(400, 'malformed-encoding', 'got bytes that are not UTF-8; send UTF-8');
  }
}
