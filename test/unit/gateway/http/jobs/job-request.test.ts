import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { startBodyOf } from '../../../../../images/gateway/src/http/jobs/job-request';
import type { Exchange } from '../../../../../images/gateway/src/http/request/exchange';
import { Problem } from '../../../../../images/gateway/src/problem';
import { aJob } from '../../../../support/jobs/job-lanes';

const FORM = 'application/x-www-form-urlencoded';
const PROPERTIES = {
  day: { type: 'string', format: 'date' }, n: { type: 'integer' }, region: { type: 'string', enum: ['eu', 'us'] },
  note: { type: 'string', maxLength: 100, default: 'Orders' }, plain: { type: 'string', maxLength: 100 }, dry: { type: 'boolean' },
  constructor: { type: 'integer' }, ['__proto__']: { type: 'string', maxLength: 9 },
};
const JOB = aJob('report', {}, PROPERTIES);

function read(body: string | Buffer, type: string | undefined, headers: Readonly<Record<string, string | string[]>> = {}, job = JOB) {
  const request = { headers: { ...(type === undefined ? {} : { 'content-type': type }) }, body: Buffer.from(body) } as unknown as FastifyRequest;
  return startBodyOf(request, { head: { headers, rawHeaders: [] } } as unknown as Exchange, job);
}

function refusal(...asked: Parameters<typeof read>): unknown {
  try {
    read(...asked);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.status, error.code];
  }
}

const form = (fields: string) => ({ ...read(fields, FORM).parameters });

describe('a form', () => {
  test('says no for every box that is not ticked, and nothing for every field that is empty', () => {
    expect(form('')).toEqual({ dry: false });
    expect(form('parameters.day=&parameters.n=&parameters.region=&parameters.plain=&parameters.dry=on')).toEqual({ dry: true });
  });

  test('empties a text that has a default', () => {
    expect(form('parameters.note=')).toEqual({ dry: false, note: '' });
  });

  test.each([
    ['0', 0], ['7', 7], ['-7', -7], ['1234567890123456', 1234567890123456], ['-0', -0],
    ['07', '07'], ['+7', ' 7'], ['%2B7', '+7'], ['1.0', '1.0'], ['1e3', '1e3'], ['0x1', '0x1'], ['%D9%A3', '٣'], ['%EF%BC%97', '７'], ['12345678901234567', '12345678901234567'], ['7+', '7 '], ['7%0A', '7\n'],
  ])('knows the whole number %j as %j', (text, value) => {
    expect(form(`parameters.n=${text}`).n).toBe(value);
  });

  test.each([['true', true], ['on', true], ['false', false], ['', ''], ['1', '1'], ['TRUE', 'TRUE']])('knows a flag %j as %j', (text, value) => {
    expect(form(`parameters.dry=${text}`).dry).toBe(value);
  });

  test('parameters may be called as members of all objects are', () => {
    const { parameters } = read('parameters.constructor=1&parameters.__proto__=x', FORM);
    expect(Object.entries(parameters).sort()).toEqual([['__proto__', 'x'], ['constructor', 1], ['dry', false]]);
    expect(Object.getPrototypeOf(parameters)).toBeNull();
  });

  test.each([
    ['parameters.n=1&parameters.n=1', 'doubled-data'], ['key=a&key=a', 'doubled-data'], ['parameters.x=1', 'unknown-field'], ['n=1', 'unknown-field'],
    ['parameters.toString=1', 'unknown-field'], ['parameters[n]=1', 'unknown-field'], ['parameters%2En=1', 'unknown-field'], ['PARAMETERS.n=1', 'unknown-field'],
    ['parameters.n=%', 'malformed-encoding'], ['parameters.n=%ff', 'malformed-encoding'], ['parameters.plain=a b', 'malformed-encoding'], ['parameters.plain=\u00e9', 'malformed-encoding'],
    ['parameters.plain=%ed%a0%80', 'malformed-encoding'], ['=', 'unknown-field'], ['&', 'unknown-field'],
  ])('%j is refused', (fields, code) => {
    expect(refusal(fields, FORM)).toEqual([400, code]);
  });

  test('hands on every text as it was typed, of whatever script, in whatever normal form', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (text) => {
      fc.pre(!/\p{Cs}/u.test(text));
      expect(form(`parameters.plain=${encodeURIComponent(text)}`).plain).toBe(text);
      expect(form(new URLSearchParams({ 'parameters.plain': text }).toString()).plain).toBe(text);
    }));
    expect(form('parameters.plain=e%CC%81').plain).toBe('e\u0301');
  });
});

describe('JSON', () => {
  test('is an object with parameters and reason, or less', () => {
    expect(read('{"parameters":{"n":1},"reason":" why "}', 'application/json')).toMatchObject({ parameters: { n: 1 }, reason: 'why', key: undefined });
    expect(read('{}', 'Application/JSON; charset="UTF-8"')).toMatchObject({ reason: undefined });
  });

  test.each([
    ['', 'malformed-json'], ['{', 'malformed-json'], ['\ufeff{}', 'malformed-json'], ['null', 'not-an-object'], ['[]', 'not-an-object'], ['"a"', 'not-an-object'],
    ['{"parameters":[]}', 'not-an-object'], ['{"parameters":null}', 'not-an-object'], ['{"Parameters":{}}', 'unknown-field'], ['{"module":"os"}', 'unknown-field'],
    ['{"__proto__":{}}', 'unknown-field'], ['{"key":"k"}', 'unknown-field'], ['{"parameters":{"n":1,"n":2}}', 'duplicate-member'], ['{"parameters":{},"parameters":{}}', 'duplicate-member'],
    ['{"parameters":{"n":1,"\\u006e":2}}', 'duplicate-member'], ['{"parameters":{"n":NaN}}', 'malformed-json'], ['{"parameters":{"n":9007199254740993}}', 'number-out-of-range'],
    [`${'['.repeat(100)}${']'.repeat(100)}`, 'nested-too-deep'],
  ])('%j is refused', (body, code) => {
    expect(refusal(body, 'application/json')).toEqual([400, code]);
  });

  test('bytes that are not UTF-8 are refused', () => {
    expect(refusal(Buffer.from([0x7b, 0xff, 0x7d]), 'application/json')).toEqual([400, 'malformed-encoding']);
  });

  test('parameters may be called as members of all objects are, and bring no prototype', () => {
    const { parameters } = read('{"parameters":{"__proto__":"x","constructor":1}}', 'application/json');
    expect(Object.entries(parameters).sort()).toEqual([['__proto__', 'x'], ['constructor', 1]]);
  });

  test.each([undefined, '', 'text/plain', 'application/jsonp', 'application/json; charset=latin1', 'application/json, text/plain', 'multipart/form-data', 'application/x-www-form-urlencodedx'])('a body of type %j is refused', (type) => {
    expect(refusal('{}', type)).toEqual([415, 'unsupported-media-type']);
  });
});

describe('a key', () => {
  test.each(['a', '!', '~', 'x'.repeat(255), '"quoted"', '../../x', '__proto__', '${x}', "';--"])('may be %j', (key) => {
    expect(read('{}', 'application/json', { 'idempotency-key': key }).key).toBe(key);
    expect(read(new URLSearchParams({ key }).toString(), FORM).key).toBe(key);
  });

  // Node.js joins headers that are sent twice by a comma and a blank.
  test.each(['', ' ', 'a b', 'a, a', 'x'.repeat(256), 'é', 'a\tb', 'a\u0000'])('may not be %j', (key) => {
    expect(refusal('{}', 'application/json', { 'idempotency-key': key })).toEqual([400, 'bad-idempotency-key']);
    expect(refusal(new URLSearchParams({ key }).toString(), FORM)).toEqual([400, 'bad-idempotency-key']);
  });

  test('in the header goes before one in the form', () => {
    expect(read('key=form', FORM, { 'idempotency-key': 'header' }).key).toBe('header');
  });
});

describe('a reason', () => {
  const why = (reason: unknown) => JSON.stringify({ reason });
  const needs = aJob('report', { reasonRequired: true });

  test('is there where the job requires one', () => {
    for (const body of ['{}', why(''), why('  \t ')]) {
      expect(refusal(body, 'application/json', {}, needs)).toEqual([422, 'invalid-parameters']);
      expect(read(body, 'application/json').reason).toBeUndefined();
    }
    expect(read(why('x'.repeat(500)), 'application/json', {}, needs).reason).toHaveLength(500);
    expect(refusal('reason=+', FORM, {}, needs)).toEqual([422, 'invalid-parameters']);
    expect(read('reason=month+end', FORM, {}, needs).reason).toBe('month end');
  });

  test.each([1, null, {}, ['x'], 'x'.repeat(501), 'a\nb', 'a\u202eb', 'a\u0000b', 'a\u2028b'])('may not be %j', (reason) => {
    expect(refusal(why(reason), 'application/json')).toEqual([422, 'invalid-parameters']);
  });
});
