import { refused, turnedAway } from '../../support/hostile/attack';
import { TASKS } from '../../support/hostile/planted-tasks';
import { dataOf, get, post, PROOF, type Headers, type Scene } from '../../support/hostile/scene';
import { requestText } from '../../support/raw-tls';

const TASK = { task_id: TASKS.report.task_id };
const DATA = dataOf(TASK);
const FORM = 'application/x-www-form-urlencoded';

/** An operator who may mark that task as done, from a page of ours: only how it is said is wrong. */
const operator = (scene: Scene): Headers => [...scene.as('ada'), ...PROOF];
const query = (text: string) => (scene: Scene): string => requestText('GET', `/api/mark_as_done?${text}`, operator(scene));
const json = (text: string) => (scene: Scene): string => get('mark_as_done', text, operator(scene));
const body = (text: string, contentType = FORM, target = 'mark_as_done') => (scene: Scene): string => post(target, text, operator(scene), contentType);
const raw = (headers: Headers, text: string) => (scene: Scene): string => requestText('POST', '/api/mark_as_done', [...headers, ...operator(scene)], text);
const multipart = `--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n${JSON.stringify(TASK)}\r\n--b--\r\n`;
const deep = (open: string, close: string, levels: number): string => `${open.repeat(levels)}1${close.repeat(levels)}`;

/** Arguments that two readers might take for different ones: nobody acts on them. */
export const DATA_TWICE = refused(
  ['data twice, the same', 400, 'doubled-data', query(`${DATA}&${DATA}`)],
  ['data twice, another last', 400, 'doubled-data', query(`${dataOf({ task_id: 'x' })}&${DATA}`)],
  ['data twice, one of them encoded, which lighttpd decodes', 400, 'doubled-data', query(`${DATA}&%64ata=%7B%7D`)],
  ['data twice in the body', 400, 'doubled-data', body(`${DATA}&${DATA}`)],
  ['an encoded name in the body', 400, 'unknown-field', body(DATA.replace('data', '%64ata'))],
  ...['data[]', 'data[0]', 'Data', 'DATA', 'data%20', '+data', 'data%00', 'xdata', 'data.x'].map((name) =>
    [`${name} in the body`, 400, 'unknown-field', body(DATA.replace('data', name))] as const),
  ['Data beside data', 400, 'unknown-field', query(`${DATA}&Data=%7B%7D`)],
  ['data[] in the query', 400, 'unknown-field', query(DATA.replace('data', 'data[]'))],
  ['a semicolon between', 400, 'unknown-field', query(`x=1;${DATA}`)],
  ['an argument outside data', 400, 'unknown-field', query(`task_id=${TASK.task_id}`)],
  ['data in query and body', 400, 'data-in-query', body(DATA, FORM, `mark_as_done?${DATA}`)],
  ['data in the query of a POST', 400, 'data-in-query', body('', FORM, `mark_as_done?${DATA}`)],
  ['multipart', 415, 'unsupported-media-type', body(multipart, 'multipart/form-data; boundary=b')],
  ['a form that is called multipart too', 415, 'unsupported-media-type', body(DATA, `${FORM}, multipart/form-data; boundary=b`)],
  ['JSON', 415, 'unsupported-media-type', body(JSON.stringify(TASK), 'application/json')],
  ['plain text, which foreign forms can send', 415, 'unsupported-media-type', body(DATA, 'text/plain')],
  ['UTF-16', 415, 'unsupported-media-type', body(DATA, `${FORM}; charset=utf-16`)],
  ['UTF-7', 415, 'unsupported-media-type', body(DATA, `${FORM}; charset=utf-7`)],
  ['a type that is none', 415, 'unsupported-media-type', body(DATA, '\u00ff/\u00ff')],
  ['no type', 415, 'unsupported-media-type', raw([['Content-Length', `${DATA.length}`]], DATA)],
  ['bytes that are no UTF-8', 400, 'malformed-encoding', body('data=%7B%22task_id%22%3A%22%ff%22%7D')],
  ['percent signs that encode nothing', 400, 'malformed-encoding', body('data=%7B%zz%7D')],
  ['raw bytes', 400, 'malformed-encoding', body('data={"task_id": "x"}\x00')],
);

const TOO_MUCH = { task_id: 'x'.repeat(4097) };

/** JSON that Python and others read differently, or that costs more to read than to send. */
export const HOSTILE_JSON = [
  ...refused(
    ...['NaN', 'Infinity', '-Infinity', '{"task_id":NaN}', '{"task_id":-Infinity}', '{', '{"task_id":"x"}}', '{"task_id":"x"} {}', "{'task_id':'x'}", '{"task_id":"x",}', '{task_id:"x"}', '/**/{}', '\ufeff{}', '{"task_id":0x1}',
      '{"task_id":01}', '{"task_id":"\\x41"}', 'undefined', 'True', '"', '{"task_id":"\\'].map((text) => [text, 400, 'malformed-json', json(text)] as const),
    ...['[]', '["x"]', '[{"task_id":"x"}]', 'null', 'true', '1', '"x"'].map((text) => [text, 400, 'not-an-object', json(text)] as const),
    ...[`{"task_id":"${TASK.task_id}","task_id":"x"}`, `{"task_id":"x","task_id":"${TASK.task_id}"}`, `{"task_id":"x","task\\u005fid":"${TASK.task_id}"}`, '{"__proto__":1,"__proto__":2}']
      .map((text) => [text, 400, 'duplicate-member', json(text)] as const),
    ...['{"task_id":1e999}', '{"task_id":9007199254740993}', `{"task_id":${'9'.repeat(400)}}`, '{"task_id":-1e400}'].map((text) =>
      [text.slice(0, 30), 400, 'number-out-of-range', json(text)] as const),
    ['twenty thousand words to search for in each task', 400, 'bad-arguments', body(dataOf({ search: '( '.repeat(20_000) }).replaceAll('%20', '+'), FORM, 'task_list')],
    ['a raw tab in a string', 400, 'malformed-json', body(dataOf('{"task_id":"\t"}'))],
    ['lists in lists', 400, 'nested-too-deep', json(deep('[', ']', 500))],
    ['objects in objects', 400, 'nested-too-deep', body(dataOf(deep('{"a":', '}', 3_000)))],
    ...[
      '{}', '{"task_id":null}', '{"task_id":""}', '{"task_id":1}', '{"task_id":["x"]}', '{"task_id":{"x":1}}', '{"task_id":"a\\u0000b"}', '{"task_id":"a\\nb"}', '{"task_id":"\\ud800"}', '{"task_id":"\\udc00\\ud800"}',
      '{"__proto__":{"task_id":"x"}}', '{"constructor":{"prototype":{"task_id":"x"}}}', '{"task_id":"x","__proto__":{}}', '{"task_id":"x","self":1}', '{"task_id":"x","user":"ada"}', '{"Task_id":"x"}', JSON.stringify(TOO_MUCH),
    ].map((text) => [text.slice(0, 50), 400, 'bad-arguments', json(text)] as const),
  ),
];

/** Requests that end somewhere else for one reader than for the next. */
export const SMUGGLING = [
  ...turnedAway(
    ['a length and chunks', 400, 'malformed-request', raw([['Content-Type', FORM], ['Content-Length', '3'], ['Transfer-Encoding', 'chunked']], '0\r\n\r\nGET /api/pause HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['chunks and a length', 400, 'malformed-request', raw([['Content-Type', FORM], ['Transfer-Encoding', 'chunked'], ['Content-Length', '3']], '0\r\n\r\n')],
    ['two lengths', 400, 'malformed-request', raw([['Content-Length', '0'], ['Content-Length', `${DATA.length}`]], DATA)],
    ['two lengths in one', 400, 'malformed-request', raw([['Content-Length', `0, ${DATA.length}`]], DATA)],
    ['a length with a sign', 400, 'malformed-request', raw([['Content-Length', '+5']], 'data=')],
    ['a length in hexadecimal', 400, 'malformed-request', raw([['Content-Length', '0x5']], 'data=')],
    ['a length below nothing', 400, 'malformed-request', raw([['Content-Length', '-1']], '')],
    ['a coding called xchunked', 501, 'method-not-implemented', raw([['Transfer-Encoding', 'xchunked']], '0\r\n\r\n')],
    ['chunked after gzip', 501, 'method-not-implemented', raw([['Transfer-Encoding', 'gzip, chunked']], '0\r\n\r\n')],
    ['chunks in HTTP/1.0', 400, 'malformed-request', (scene) =>
      requestText('POST', '/api/mark_as_done', [['Transfer-Encoding', 'chunked'], ...operator(scene)], '0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0')],
    ['chunks that are none', 400, 'malformed-request', raw([['Content-Type', FORM], ['Transfer-Encoding', 'chunked']], 'zz\r\nabc\r\n0\r\n\r\n')],
    ['a chunk of endless length', 400, 'malformed-request', raw([['Content-Type', FORM], ['Transfer-Encoding', 'chunked']], 'fffffffffffffffff\r\nabc\r\n')],
    ['a GET with a body', 400, 'malformed-request', (scene) => requestText('GET', '/api/mark_as_done', [['Content-Type', FORM], ['Content-Length', `${DATA.length}`], ...operator(scene)], DATA)],
    ['two types', 400, 'malformed-request', raw([['Content-Type', FORM], ['Content-Type', 'multipart/form-data; boundary=b'], ['Content-Length', `${DATA.length}`]], DATA)],
    ['two hosts', 400, 'malformed-request', raw([['Host', 'evil.example'], ['Content-Length', '0']], '')],
    ['no host', 400, 'malformed-request', (scene) => query(DATA)(scene).replace('Host: luigi.example\r\n', '')],
    ['a host with a path', 400, 'malformed-request', (scene) => query(DATA)(scene).replace('luigi.example', 'luigi.example/x')],
    ['a header without a name', 400, 'malformed-request', raw([['', 'x']], '')],
    ['a header with NUL', 400, 'malformed-request', raw([['X-A', 'b\x00c']], '')],
    ['a bare line feed that starts a request', 400, 'malformed-request', (scene) => query(DATA)(scene).replace('\r\nConnection', '\nGET /api/pause HTTP/1.1\nConnection')],
  ),
  ...refused(
    ['chunks with trailers: the change is not in them', 400, 'bad-arguments', raw([['Content-Type', FORM], ['Transfer-Encoding', 'chunked'], ['Trailer', 'data']], `0\r\ndata: ${JSON.stringify(TASK)}\r\n\r\n`)],
    ['chunks of a doubled field', 400, 'doubled-data', raw([['Content-Type', FORM], ['Transfer-Encoding', 'chunked']], '6\r\ndata=1\r\n7;a=b\r\n&data=2\r\n0\r\n\r\n')],
    ['an identity in a trailer', 401, 'no-identity', (scene) => requestText('POST', '/api/mark_as_done', [['Content-Type', FORM], ['Transfer-Encoding', 'chunked'], ...PROOF],
      `${DATA.length.toString(16)}\r\n${DATA}\r\n0\r\nx-amzn-oidc-data: ${scene.claims('ada')}\r\n\r\n`)],
    ['HTTP/1.0 with nobody\'s identity', 401, 'no-identity', () => get('pause', {}, PROOF).replace('HTTP/1.1', 'HTTP/1.0')],
  ),
];

const method = (name: string, target = '/api/pause') => (scene: Scene): string => requestText(name, target, operator(scene));

/** Methods that are not for this service, by an operator who may do it with the right one. */
export const METHODS = [
  ...turnedAway(
    ...['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND'].map((name) => [name, 405, 'method-not-allowed', method(name)] as const),
    ['CONNECT', 405, 'method-not-allowed', method('CONNECT', '127.0.0.1:8082')],
    ['CONNECT with a path', 405, 'method-not-allowed', method('CONNECT')],
    ['OPTIONS *', 405, 'method-not-allowed', method('OPTIONS', '*')],
    ...['get', 'Post', 'GETT', 'G"T', 'DEBUG'].map((name) => [name, 501, 'method-not-implemented', method(name)] as const),
    ['POST to a file', 405, 'method-not-allowed', (scene) => requestText('POST', '/static/visualiser/index.html', [['Content-Length', '0'], ...operator(scene)])],
    ['POST without a length', 411, 'length-required', method('POST')],
    ['the preface of HTTP/2', 505, 'version-not-supported', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3.0', 505, 'version-not-supported', (scene) => method('GET')(scene).replace('HTTP/1.1', 'HTTP/3.0')],
  ),
  ...refused(
    ['a change by HEAD', 405, 'method-not-allowed', method('HEAD')],
    ['a view by HEAD', 405, 'method-not-allowed', method('HEAD', '/api/task_list')],
    ['a POST that says it is another method', 415, 'unsupported-media-type',
      (scene) => requestText('POST', '/api/pause', [['X-HTTP-Method-Override', 'GET'], ['Content-Length', '3'], ...operator(scene)], 'x=1')],
    ['a POST of a page', 404, 'not-found', (scene) => requestText('POST', '/whoami', [['Content-Length', '0'], ...operator(scene)])],
  ),
];
