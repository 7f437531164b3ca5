import { once } from 'node:events';
import { freePorts } from '../../local/process-runner/free-ports';
import { startEchoGateway } from '../support/echo-gateway';
import { startLighttpd, type Lighttpd } from '../support/lighttpd';
import { openTls, readAll, requestText, sendRaw } from '../support/raw-tls';

let lighttpd: Lighttpd;
let port: number;
beforeAll(async () => {
  [port = 0] = await freePorts(1);
  lighttpd = await startLighttpd({
    LIGHTTPD_GATEWAY_PEOPLE_PORT: `${port}`, LIGHTTPD_GATEWAY_WORKER_PORT: '1', LIGHTTPD_GATEWAY_TIMEOUT_SECONDS: '2',
    LIGHTTPD_READ_IDLE_SECONDS: '2', LIGHTTPD_WRITE_IDLE_SECONDS: '2', LIGHTTPD_KEEP_ALIVE_SECONDS: '3',
  });
});
afterAll(async () => { await lighttpd.stop(); });

const ask = async (headers: ReadonlyArray<readonly [string, string]> = [], path = '/x') => sendRaw(lighttpd.peoplePort, requestText('GET', path, headers));

describe('a gateway that is down', () => {
  test('is told to a script by a problem, at once', async () => {
    const began = Date.now();
    const answer = await ask();
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(answer).toMatchObject({ status: 503, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer.body.toString())).toEqual({
      type: 'urn:cdk-lighttpd-luigi:problem:gateway-unavailable',
      title: 'Service Unavailable',
      status: 503,
      code: 'gateway-unavailable',
      detail: 'the service behind this address is starting or restarting: try again in a few seconds',
    });
  });

  test('is told to a person by a page that can run nothing, and to background calls by a problem', async () => {
    const accept = [['Accept', 'text/html,*/*']] as const;
    const page = await ask(accept);
    expect(page).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8', 'x-frame-options': 'DENY' } });
    expect(page.body.toString()).toContain("default-src 'none'");
    expect((await ask(accept, '/api/x')).headers['content-type']).toBe('application/problem+json');
  });

  test('leaves the files to be had', async () => {
    expect((await ask([], '/static/visualiser/app.js')).status).toBe(200);
  });

  test('is used again within two seconds of its return, also after many refusals', async () => {
    for (let times = 0; times < 50; times++) expect((await ask()).status).toBe(503);
    const gateway = await startEchoGateway(port);
    const back = Date.now();
    while ((await ask()).status !== 200) { /* not yet noticed */ }
    expect(Date.now() - back).toBeLessThan(2_000);
    await gateway.close();
  });
});

describe('a gateway that fails', () => {
  test.each([
    ['says nothing', 504, 'gateway-timeout'],
    ['closes before it answers', 500, 'gateway-failed'],
    ['answers something else than HTTP', 502, 'gateway-failed'],
  ])('when it %s, the caller gets %d', async (what, status, code) => {
    const gateway = await startEchoGateway(port);
    gateway.answer = (request) => {
      if (what.startsWith('closes')) request.socket.destroy();
      if (what.startsWith('answers')) request.socket.end('SSH-2.0-none\r\n\r\n');
    };
    while ((await ask()).status === 503 && gateway.received.length === 0) { /* not yet noticed */ }
    const answer = await ask();
    await gateway.close();
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([status, { status, code }]);
  });
});

describe('callers that dawdle', () => {
  test.each([
    ['sends no request', ''],
    ['stops within the headers', 'GET /slow HTTP/1.1\r\nHost: x\r\nX-A: '],
    ['stops within the body', 'POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'],
    ['stops within a chunk', 'POST /slow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc'],
  ])('one that %s is dropped after the read limit and never reaches the gateway', async (_what, bytes) => {
    const gateway = await startEchoGateway(port);
    const socket = await openTls(lighttpd.peoplePort);
    const began = Date.now();
    socket.write(bytes);
    await readAll(socket);
    expect(Date.now() - began).toBeGreaterThan(1_500);
    expect(Date.now() - began).toBeLessThan(12_000);
    expect([gateway.received, gateway.connections]).toEqual([[], 0]);
    await gateway.close();
  });

  test('an idle connection is kept for the keep-alive time, longer than the read limit, and then closed', async () => {
    const gateway = await startEchoGateway(port);
    while ((await ask()).status !== 200) { /* not yet noticed */ }
    const socket = await openTls(lighttpd.peoplePort);
    const all = readAll(socket);
    socket.write('GET /one HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const began = Date.now();
    await all;
    expect(Date.now() - began).toBeGreaterThan(2_900);
    expect(Date.now() - began).toBeLessThan(12_000);
    await gateway.close();
  });

  test('one that reads nothing of a large answer holds the gateway back instead of filling memory or disk, and is dropped', async () => {
    const gateway = await startEchoGateway(port);
    let written = 0;
    const gone = new Promise((done) => {
      gateway.answer = (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && written < 500e6) {
            written += 65_536;
            if (!response.write(Buffer.alloc(65_536))) { response.once('drain', more); return; }
          }
        };
        response.once('close', done);
        more();
      };
    });
    while (gateway.received.length === 0) {
      const socket = await openTls(lighttpd.peoplePort);
      socket.pause();
      socket.write(requestText('GET', '/large'));
      await Promise.race([gone, once(socket, 'readable')]);
    }
    await gone;
    // What sockets and buffers hold on the way, and no more: a few megabytes of the 500.
    expect(written).toBeLessThan(40e6);
    await gateway.close();
  });
});
