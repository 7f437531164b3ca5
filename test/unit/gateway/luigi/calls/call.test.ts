import fc from 'fast-check';
import { parseCall, type RawCall } from '../../../../../images/gateway/src/luigi/calls/call';
import { canonicalForm } from '../../../../../images/gateway/src/luigi/calls/canonical';
import { CATALOGUE } from '../../../../../images/gateway/src/luigi/calls/catalogue';
import { Problem } from '../../../../../images/gateway/src/problem';
import { aGet, aPost, problemOf } from '../../../../support/luigi/calls';

const task = { task_id: 'etl.Load__99914b932b' };
const encoded = encodeURIComponent(JSON.stringify(task));

/** What luigid makes of a form: the last `data`, percent-decoded, as JSON. */
const asLuigidReads = (form: string): unknown => JSON.parse(new URLSearchParams(form).get('data')!);

describe('a call', () => {
  test('as the visualiser sends it is read', () => {
    expect(parseCall(aGet('fetch_error', task))).toMatchObject({ method: { name: 'fetch_error', kind: 'view' }, args: task });
  });

  test('as the visualiser\'s pause button sends it, with empty data, has no arguments', () => {
    expect(parseCall(aGet('pause', '')).args).toEqual({});
    expect(parseCall({ lane: 'people', httpMethod: 'GET', name: 'pause', rawQuery: '' }).args).toEqual({});
  });

  test('with jQuery\'s cache buster and spaces as plus signs is read', () => {
    expect(parseCall({ lane: 'people', httpMethod: 'GET', name: 'task_search', rawQuery: 'data=%7B%22task_str%22%3A+%22a+b%22%7D&_=1763881234' }).args)
      .toEqual({ task_str: 'a b' });
  });

  test('with a search of some words, or none, is read', () => {
    for (const search of ['', null, 'report 2026-01-30', ` ${Array(10).fill('word').join('  ')} `]) {
      expect(parseCall(aGet('task_list', { search })).args).toEqual({ search });
    }
  });

  test('as a stock worker sends it, with infinite batches, takes luigid\'s own default', () => {
    const data = '{"worker": "w", "task_family": "A", "batched_args": ["d"], "max_batch_size": Infinity}';
    expect(parseCall(aPost('add_task_batcher', data)).args).toEqual({ worker: 'w', task_family: 'A', batched_args: ['d'] });
  });

  test('with arguments of another Luigi version passes on the worker lane where luigid takes any, and is refused from people', async () => {
    const args = { worker: 'w', from_the_future: 1 };
    expect(parseCall(aPost('ping', args)).args).toEqual(args);
    expect((await problemOf(() => parseCall(aGet('fetch_error', { ...task, from_the_future: 1 })))).code).toBe('bad-arguments');
    expect((await problemOf(() => parseCall(aPost('count_pending', args)))).code).toBe('bad-arguments');
    expect((await problemOf(() => parseCall(aPost('ping', { worker: 'w', self: 1 })))).code).toBe('bad-arguments');
  });

  const get = (rawQuery: string, over: Partial<RawCall> = {}): RawCall => ({ lane: 'people', httpMethod: 'GET', name: 'fetch_error', rawQuery, ...over });
  const post = (body: string, over: Partial<RawCall> = {}): RawCall =>
    aPost('fetch_error', task, { lane: 'people', body: Buffer.from(body), ...over });

  test.each<[string, RawCall, number, string]>([
    ['of an unknown method', aGet('rm', {}), 404, 'unknown-method'],
    ['of no method', aGet('', {}), 404, 'unknown-method'],
    ['of a method spelt otherwise', aGet('Pause', {}), 404, 'unknown-method'],
    ['of a method percent-encoded', aGet('%70ause', {}), 404, 'unknown-method'],
    ['of a method of every object', aGet('constructor', {}), 404, 'unknown-method'],
    ['of a private method', aGet('_prune_tasks', {}), 404, 'unknown-method'],
    ['by PUT', aGet('fetch_error', task, { httpMethod: 'PUT' }), 405, 'method-not-allowed'],
    ['by HEAD', aGet('fetch_error', task, { httpMethod: 'HEAD' }), 405, 'method-not-allowed'],
    ['with data twice in the query', get(`data=${encoded}&data=${encoded}`), 400, 'doubled-data'],
    ['with data twice in the body', post(`data=${encoded}&data=${encoded}`), 400, 'doubled-data'],
    ['with data and %64ata', get(`data=${encoded}&%64ata=${encoded}`), 400, 'unknown-field'],
    ['with %64ata alone', get(`%64ata=${encoded}`), 400, 'unknown-field'],
    ['with data[]', get(`data=${encoded}&data[]=${encoded}`), 400, 'unknown-field'],
    ['with DATA', get(`DATA=${encoded}`), 400, 'unknown-field'],
    ['with a field behind a semicolon', get(`data=${encoded};data=${encoded}`), 400, 'malformed-json'],
    ['with a second cache buster', get(`_=1&_=2&data=${encoded}`), 400, 'doubled-data'],
    ['with data in query and body', post(`data=${encoded}`, { rawQuery: `data=${encoded}` }), 400, 'data-in-query'],
    ['with data in the query of a POST', post('', { rawQuery: `data=${encoded}` }), 400, 'data-in-query'],
    ['by GET with a body', get(`data=${encoded}`, { body: 'data={}' }), 400, 'body-not-expected'],
    ['with half a percent sign', get('data=%7'), 400, 'malformed-encoding'],
    ['with a bare percent sign', get('data=%zz'), 400, 'malformed-encoding'],
    ['with overlong UTF-8', get('data=%c0%ae'), 400, 'malformed-encoding'],
    ['with a surrogate in UTF-8', get('data=%22%ed%a0%80%22'), 400, 'malformed-encoding'],
    ['with raw bytes', post('data={"task_id":"\u00e9"}'), 400, 'malformed-encoding'],
    ['with a raw line break', post(`data=${encoded}\r\n`), 400, 'malformed-encoding'],
    ['with a percent-encoded NUL', get('data=%7B%00%7D'), 400, 'malformed-json'],
    ['with NUL in an id', aGet('fetch_error', '{"task_id":"a\\u0000b"}'), 400, 'bad-arguments'],
    ['with half a character in an id', aGet('fetch_error', '{"task_id":"\\ud800"}'), 400, 'bad-arguments'],
    ['with a line break in an id', aGet('fetch_error', { task_id: 'a\nb' }), 400, 'bad-arguments'],
    ['with more words to search for than luigid should look for', aGet('task_list', { search: Array(11).fill('(').join(' ') }), 400, 'bad-arguments'],
    ['with as many words between other spaces', aGet('task_list', { search: Array(11).fill('(').join('\u001f\u0085') }), 400, 'bad-arguments'],
    ['with a search that is too long', aGet('task_list', { search: 'x'.repeat(501) }), 400, 'bad-arguments'],
    ['with a family that can be no label of a metric', aPost('add_task', '{"task_id":"t","worker":"w","family":"\\ud800"}'), 400, 'bad-arguments'],
    ['with NUL in a search', aGet('task_search', '{"task_str":"\\u0000"}'), 400, 'bad-arguments'],
    ['with a list for an object', aGet('fetch_error', '[]'), 400, 'not-an-object'],
    ['with null for an object', aGet('fetch_error', 'null'), 400, 'not-an-object'],
    ['with NaN', aGet('update_resource', '{"resource":"r","amount":NaN}'), 400, 'malformed-json'],
    ['with Infinity where no batches are', aPost('add_task', '{"task_id":"a","worker":"w","priority":Infinity}'), 400, 'malformed-json'],
    ['with Infinity from people', aGet('add_task_batcher', '{"worker":"w","task_family":"A","batched_args":[],"max_batch_size":Infinity}'), 400, 'malformed-json'],
    ['with an argument twice', aGet('fetch_error', '{"task_id":"a","task_id":"b"}'), 400, 'duplicate-member'],
    ['with deep nesting', aPost('ping', `{"worker":"w","x":${'['.repeat(99)}${']'.repeat(99)}}`), 400, 'nested-too-deep'],
    ['with too large a number', aGet('update_resource', '{"resource":"r","amount":9007199254740993}'), 400, 'number-out-of-range'],
    ['without what it needs', aGet('fetch_error', {}), 400, 'bad-arguments'],
    ['with a list for a task id', aGet('fetch_error', { task_id: ['a'] }), 400, 'bad-arguments'],
    ['with an endless task id', aGet('fetch_error', { task_id: 'a'.repeat(5000) }), 400, 'bad-arguments'],
    ['with a negative amount', aGet('update_resource', { resource: 'r', amount: -1 }), 400, 'bad-arguments'],
    ['with half a process', aGet('set_worker_processes', { worker: 'w', n: 1.5 }), 400, 'bad-arguments'],
    ['with a status that luigid would make up', aGet('task_list', { status: 'NEW' }), 400, 'bad-arguments'],
    ['with the name of a member of every object', aGet('task_list', '{"constructor":1}'), 400, 'bad-arguments'],
    ['with worker info that would break worker_list', aPost('add_worker', { worker: 'w', info: [['name', 'x']] }), 400, 'bad-arguments'],
    ['with a first task that would break worker_list', aPost('add_worker', { worker: 'w', info: { first_task: [] } }), 400, 'bad-arguments'],
    ['with a retry policy luigid does not know', aPost('add_task', { task_id: 'a', worker: 'w', retry_policy_dict: { tries: 1 } }), 400, 'bad-arguments'],
    ['with a resource that is no number', aPost('update_resources', { slots: 'many' }), 400, 'bad-arguments'],
    ['as multipart', post('--x', { contentType: 'multipart/form-data; boundary=x' }), 415, 'unsupported-media-type'],
    ['as JSON', post('{}', { contentType: 'application/json' }), 415, 'unsupported-media-type'],
    ['in another charset', post(`data=${encoded}`, { contentType: 'application/x-www-form-urlencoded; charset=utf-16' }), 415, 'unsupported-media-type'],
    ['with a body of no type', post(`data=${encoded}`, { contentType: undefined }), 415, 'unsupported-media-type'],
    ['of more than 64 KB from people', post(`data=${'a'.repeat(65_536)}`), 413, 'too-large'],
    ['of more than 8 MB from a worker', aPost('ping', {}, { body: Buffer.alloc(8 * 1024 * 1024 + 1, 'a') }), 413, 'too-large'],
  ])('%s is refused', async (_, raw, status, code) => {
    expect(await problemOf(() => parseCall(raw))).toMatchObject({ status, code });
  });

  test('that is refused is not repeated in the refusal', async () => {
    const mark = 'pl4nted';
    const hostile = [
      aGet(mark, {}), get(`${mark}=1`), get(`data=${mark}`), aGet('fetch_error', { ...task, [mark]: mark }), aGet('fetch_error', { task_id: [mark] }),
      aGet('fetch_error', `{"${mark}":1,"${mark}":2}`), post(mark, { contentType: mark }),
    ];
    for (const raw of hostile) {
      const { message, extensions } = await problemOf(() => parseCall(raw));
      expect(message + JSON.stringify(extensions)).not.toContain(mark);
    }
  });

  test('may hold anything in a worker\'s stack trace, so that no pipeline ends over it', () => {
    const args = { task_id: 'a', worker: 'w', expl: '"\\u0000\ud800"\u2028\u0007', status: 'FAILED' };
    expect(parseCall(aPost('add_task', args)).args).toEqual(args);
  });

  test('reaches luigid with the very arguments that were judged', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(fc.property(fc.dictionary(fc.string(), value), fc.boolean(), (extra, form) => {
      const json = JSON.stringify({ ...extra, worker: 'w' });
      let args: Readonly<Record<string, unknown>>;
      try {
        args = parseCall(form ? aPost('ping', json) : aGet('ping', json, { lane: 'workers' })).args;
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
        return;
      }
      const seen = asLuigidReads(canonicalForm(args));
      expect(seen).toEqual(JSON.parse(JSON.stringify(args)));
      expect(seen).toEqual(JSON.parse(json));
    }));
  });

  test('equal in its arguments is equal in its canonical form, in whatever order they came', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
      const backwards = Object.fromEntries(Object.entries(args).reverse());
      expect(canonicalForm(backwards)).toBe(canonicalForm(args));
    }));
  });

  test('of garbage ends in a Problem or in arguments that luigid\'s method takes, and in nothing else', () => {
    const name = fc.oneof(fc.constantFrom(...CATALOGUE.keys()), fc.string());
    const piece = fc.oneof(fc.string(), fc.constantFrom('data', '=', '&', '%7B', '%22', '{}', '"', '%', '+', 'task_id', ':', '_', '\0', '%00'), fc.json());
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const contentType = fc.option(fc.oneof(fc.constant('application/x-www-form-urlencoded'), fc.string()), { nil: undefined });
    fc.assert(fc.property(
      fc.constantFrom('people' as const, 'workers' as const), fc.constantFrom('GET', 'POST', 'HEAD'), name, text, contentType, fc.option(text, { nil: undefined }),
      (lane, httpMethod, method, rawQuery, type, body) => {
        try {
          const call = parseCall({ lane, httpMethod, name: method, rawQuery, contentType: type, body });
          for (const [argument, { required }] of Object.entries(call.method.args)) expect(!required || argument in call.args).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect((error as Problem).status).toBeLessThan(500);
        }
      },
    ), { numRuns: 2000 });
  });
});
