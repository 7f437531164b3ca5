import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { startEchoGateway, type EchoGateway } from '../support/echo-gateway';
import { startLighttpd, type Lighttpd } from '../support/lighttpd';
import { requestText, sendRaw, type RawAnswer } from '../support/raw-tls';

let gateway: EchoGateway;
let lighttpd: Lighttpd;
beforeAll(async () => {
  gateway = await startEchoGateway();
  lighttpd = await startLighttpd({ LIGHTTPD_GATEWAY_PEOPLE_PORT: `${gateway.port}`, LIGHTTPD_GATEWAY_WORKER_PORT: '1' });
});
afterAll(async () => {
  await lighttpd.stop();
  await gateway.close();
});

const get = async (path: string, headers: ReadonlyArray<readonly [string, string]> = [], method = 'GET'): Promise<RawAnswer> =>
  sendRaw(lighttpd.peoplePort, requestText(method, `/static/visualiser/${path}`, headers));

test.each([
  ['index.html', 'text/html; charset=utf-8', 'max-age=0'],
  ['app.js', 'text/javascript; charset=utf-8', 'max-age=3600'],
  ['style.css', 'text/css; charset=utf-8', 'max-age=3600'],
  ['icon.png', 'image/png', 'max-age=3600'],
  ['font.woff2', 'font/woff2', 'max-age=3600'],
])('%s is served as %s, to be kept for %s', async (path, type, cache) => {
  const { status, headers } = await get(path);
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, type, cache]);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
  });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self' 'sha256-[^']+'; .*frame-ancestors 'none'$/);
  expect(gateway.received).toEqual([]);
});

test.each(['test.html', 'drawing.psd', 'mockdata/task_list', 'nothing.js'])('%s is not served', async (path) => {
  const answer = await get(path);
  expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([404, { code: 'not-found' }]);
  expect(answer.headers).not.toHaveProperty('cache-control');
});

test.each(['', 'mockdata/', '../', 'index.html/', 'index.html/x'])('"%s" is neither listed nor taken for a file', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.body.toString()).not.toMatch(/app\.js|index\.html/);
});

test('a link that leads out of the files is not followed', async () => {
  const answer = await get('linked.js');
  expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([403, { code: 'forbidden' }]);
});

test('files are read, never posted to', async () => {
  const answer = await get('app.js', [['Content-Length', '0']], 'POST');
  expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

test('a path that only looks static is the gateway\'s', async () => {
  const answers = await Promise.all(['/static', '/Static/visualiser/app.js', '/staticx/app.js', '/x/static/app.js']
    .map(async (path) => sendRaw(lighttpd.peoplePort, requestText('GET', path))));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(gateway.received.splice(0)).toHaveLength(4);
});

test('text comes compressed to those that take it, the same bytes underneath', async () => {
  const [plain, gzip, brotli] = await Promise.all([get('app.js'), get('app.js', [['Accept-Encoding', 'gzip']]), get('app.js', [['Accept-Encoding', 'gzip, br']])]);
  expect([plain, gzip, brotli].map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'gzip', 'br']);
  expect(gzip.body.length * 10).toBeLessThan(plain.body.length);
  expect(gunzipSync(gzip.body).equals(plain.body) && brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
  expect(gzip.headers.vary).toBe('Accept-Encoding');
});

test('each file is compressed once for each encoding, whatever follows its path, and kept for the next', async () => {
  const kept = (): string[] => readdirSync(join(lighttpd.runDir, 'cache'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /app\.js-[^/]*-(br|gzip)$/.test(path))
    .map((path) => `${path} ${statSync(join(lighttpd.runDir, 'cache', path)).ino}`)
    .sort();
  const ask = (coding: string, query: string): Promise<RawAnswer> => get(`app.js${query}`, [['Accept-Encoding', coding]]);
  const first = [await ask('br', ''), await ask('gzip', '')];
  const compressed = kept();
  expect(compressed).toHaveLength(2);
  const again = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index % 2 === 0 ? 'br' : 'gzip', `?v=${index}`)));
  expect(again.every(({ body }, index) => body.equals((first[index % 2] as RawAnswer).body))).toBe(true);
  expect(kept()).toEqual(compressed);
});

test.each([[undefined], ['gzip']])('a copy that is still good is confirmed by 304, with accepted encoding %s', async (encoding) => {
  const accept = encoding === undefined ? [] : [['Accept-Encoding', encoding] as const];
  const first = await get('app.js', accept);
  const { etag = '', 'last-modified': modified = '' } = first.headers;
  const answers = [
    await get('app.js', [...accept, ['If-None-Match', etag]]),
    await get('app.js', [...accept, ['If-Modified-Since', modified]]),
    await get('app.js', [...accept, ['If-None-Match', '"other"']]),
  ];
  expect([etag, modified]).not.toContain('');
  expect(answers.map(({ status, body }) => [status, body.length > 0])).toEqual([[304, false], [304, false], [200, true]]);
});

test('a part of a file can be asked for; an answer of the gateway comes whole', async () => {
  const range = [['Range', 'bytes=0-4']] as const;
  expect(await get('app.js', range)).toMatchObject({ status: 206, body: Buffer.from('// te') });
  const whole = await sendRaw(lighttpd.peoplePort, requestText('GET', '/x', range));
  expect(whole.status).toBe(200);
  expect(whole.headers).not.toHaveProperty('accept-ranges');
});

test('what the gateway says in its headers is passed on, and its answers are not compressed', async () => {
  gateway.answer = (_request, response) => response.setHeader('Content-Security-Policy', "default-src 'self'").setHeader('Content-Type', 'text/html')
    .end('secret '.repeat(1000));
  const { headers } = await sendRaw(lighttpd.peoplePort, requestText('GET', '/page', [['Accept-Encoding', 'gzip, br']]));
  gateway.answer = undefined;
  expect(headers['content-security-policy']).toBe("default-src 'self'");
  expect(headers).not.toHaveProperty('content-encoding');
});
