import fc from 'fast-check';
import { startEchoGateway, type EchoGateway } from '../support/echo-gateway';
import { startLighttpd, type AccessLogLine, type Lighttpd } from '../support/lighttpd';
import { openTls, readAll, requestText, sendRaw } from '../support/raw-tls';

const FIELDS: Array<keyof AccessLogLine> = ['time', 'lane', 'client', 'method', 'path', 'status', 'bytes', 'microseconds', 'requestId', 'userAgent'];
let people: EchoGateway;
let worker: EchoGateway;
let lighttpd: Lighttpd;
beforeAll(async () => { [people, worker] = [await startEchoGateway(), await startEchoGateway()]; });
afterAll(async () => { await Promise.all([people.close(), worker.close()]); });
beforeEach(async () => {
  people.received.length = worker.received.length = 0;
  lighttpd = await startLighttpd({ LIGHTTPD_GATEWAY_PEOPLE_PORT: `${people.port}`, LIGHTTPD_GATEWAY_WORKER_PORT: `${worker.port}` });
});
afterEach(async () => { await lighttpd.stop(); });

test('a request leaves one line with who, what, the outcome and the gateway\'s request id, and nothing of its query', async () => {
  const before = Date.now();
  await sendRaw(lighttpd.peoplePort, requestText('GET', '/api/task_list?code=s3cret', [['User-Agent', 'curl/8'], ['Cookie', 's3cret'], ['Referer', 'https://s3cret/']]));
  await sendRaw(lighttpd.workerPort, requestText('POST', '/api/ping', [['Content-Length', '0'], ['Authorization', 'Basic s3cret']]));
  await lighttpd.stop();
  const [byPerson, byWorker] = lighttpd.accessLog;
  expect(lighttpd.accessLog).toHaveLength(2);
  expect(byPerson).toMatchObject({ lane: 'people', client: '127.0.0.1', method: 'GET', path: '/api/task_list', status: 200, requestId: 'request-1', userAgent: 'curl/8' });
  expect(byWorker).toMatchObject({ lane: 'worker', method: 'POST', path: '/api/ping', status: 200, requestId: 'request-1', userAgent: '-' });
  expect(Object.keys(byPerson ?? {})).toEqual(FIELDS);
  expect(Number(byPerson?.bytes)).toBeGreaterThan(100);
  expect(byPerson?.microseconds).toBeGreaterThan(0);
  expect(byPerson?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Math.abs(Date.parse(byPerson?.time ?? '') - before)).toBeLessThan(5_000);
  expect(lighttpd.rawAccessLog.join()).not.toContain('s3cret');
});

/** Bytes that an attacker would try, and any other, as latin1. None ends the request early; that is what the next test is about. */
const hostile = fc.array(fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('"', '\\', '\\u0022', '"},{"status":200', '\x00', '\x07', '\x0b', '\x1b[2J', '\x7f', '\xff', '\xc3\xa4', '\xc0\xaf', '%22', '%0A', '%', '\xe2\x80\xa8') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)) },
), { maxLength: 12 }).map((parts) => parts.join('').replace(/[\r\n]/g, '')).filter((text) => !/^ | $/.test(text));

test('whatever stands in path and User-Agent: one line of plain ASCII JSON a request, that says what was sent', async () => {
  const sent: Array<{ path: string; userAgent: string; status: number }> = [];
  await fc.assert(fc.asyncProperty(hostile.map((text) => text.replace(/[ ?#]/g, '')), hostile, async (path, userAgent) => {
    const { status } = await sendRaw(lighttpd.peoplePort, requestText('GET', `/${path}`, [['User-Agent', userAgent]]));
    sent.push({ path: `/${path}`, userAgent, status });
  }), { numRuns: 300 });
  await lighttpd.stop();
  expect(lighttpd.rawAccessLog).toHaveLength(sent.length);
  sent.forEach(({ path, userAgent, status }, at) => {
    const raw = lighttpd.rawAccessLog[at] ?? '';
    expect(raw).toMatch(/^[ -~]+$/);
    const line = JSON.parse(raw) as AccessLogLine;
    expect(Object.keys(line)).toEqual(FIELDS);
    expect(line).toMatchObject({ method: 'GET', lane: 'people', client: '127.0.0.1', status });
    // What is malformed is not repeated.
    expect(line.path === '-' ? status : percentDecoded(line.path)).toBe(line.path === '-' ? 400 : percentDecoded(path));
    if (status === 200) expect(line.path).not.toBe('-');
    const printable = /^[ -~]+$/.test(userAgent);
    if (line.userAgent !== '-') expect(line.userAgent).toBe(userAgent);
    if (status === 200 && printable) expect(line.userAgent).toBe(userAgent);
    if (!printable) expect(line.userAgent).toBe('-');
  });
});

test.each([
  ['a method with quotes', 'G"T /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ['a version with quotes', 'GET /x HTTP/"1\r\nHost: x\r\n\r\n'],
  ['no HTTP', '\x16\x03\x01"\n{"status":200}\n\r\n\r\n'],
  ['a line of JSON', '{"time":"2020-01-01T00:00:00.000Z","status":200}\r\n\r\n'],
  ['a host with quotes', 'GET /x HTTP/1.1\r\nHost: "\x07\r\nConnection: close\r\n\r\n'],
  ['an unfinished escape', 'GET /%2 HTTP/1.1\r\nHost: x\r\nUser-Agent: \\\r\nConnection: close\r\n\r\n'],
  ['headers too large', `GET /x HTTP/1.1\r\nUser-Agent: "\r\nX: ${'\xff'.repeat(70_000)}\r\n\r\n`],
])('a request with %s leaves one line of JSON with the status that was answered', async (_what, bytes) => {
  const { status } = await sendRaw(lighttpd.peoplePort, bytes);
  await lighttpd.stop();
  expect(lighttpd.rawAccessLog.join('\n')).toMatch(/^[ -~]+$/);
  expect(lighttpd.accessLog).toMatchObject([{ status }]);
  expect(Object.keys(lighttpd.accessLog[0] ?? {})).toEqual(FIELDS);
});

test('a burst loses no line', async () => {
  await Promise.all(Array.from({ length: 8 }, async (_, connection) => {
    const socket = await openTls(lighttpd.peoplePort);
    const all = readAll(socket);
    const request = (at: number): string => requestText('GET', `/static/${connection}-${at}`);
    for (let at = 0; at < 499; at++) socket.write(request(at).replace('Connection: close\r\n', ''));
    socket.write(request(499));
    await all;
  }));
  await lighttpd.stop();
  expect(new Set(lighttpd.accessLog.map(({ path }) => path)).size).toBe(4_000);
});

test('a line is written within seconds, not only at the end', async () => {
  await sendRaw(lighttpd.peoplePort, requestText('GET', '/soon'));
  expect(await lighttpd.waitForAccessLog(({ path }) => path === '/soon')).toMatchObject({ status: 200 });
});

/** Bytes as latin1: a path is logged percent-encoded, in capitals, whatever way it was sent. */
function percentDecoded(path: string): string {
  return path.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
