import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gracefulStop } from '../../images/gateway/src/http/listener/graceful-stop';
import { LaneSocketsKeeper } from '../../images/gateway/src/http/listener/lane-sockets-keeper';
import { startEchoGateway, type EchoGateway } from '../support/echo-gateway';
import { runLighttpd, startLighttpd, type Lighttpd } from '../support/lighttpd';
import { requestText, sendRaw } from '../support/raw-tls';

let folder: string;
let running: Array<{ stop(): Promise<unknown> }>;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sockets-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((each) => each.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function echo(place: number | string): Promise<EchoGateway> {
  const gateway = await startEchoGateway(place);
  running.push({ stop: () => gateway.close() });
  return gateway;
}

async function lighttpd(settings: Readonly<Record<string, string>>): Promise<Lighttpd> {
  const started = await startLighttpd({ LIGHTTPD_GATEWAY_PEOPLE_PORT: '1', LIGHTTPD_GATEWAY_WORKER_PORT: '2', ...settings });
  running.push(started);
  return started;
}

const socket = (name: 'people' | 'workers'): string => path.join(folder, `${name}.sock`);
const forged = [
  ['X-Forwarded-For', '6.6.6.6'], ['X-Forwarded-For', '127.0.0.1, 203.0.113.9'], ['Forwarded', 'for=6.6.6.6'], ['X-Real-IP', '6.6.6.6'], ['True-Client-IP', '6.6.6.6'],
  ['X-Host', 'evil'], ['X-Forwarded-Host', 'evil'], ['X-Forwarded-Proto', 'ftp'], ['X-Amzn-Oidc-Data', 'a.b.c=='],
] as const;

test.each([
  ['127.0.0.1/32', ['6.6.6.6, 127.0.0.1, 203.0.113.9, 127.0.0.1', '127.0.0.1']],
  ['10.0.0.0/8', ['6.6.6.6, 127.0.0.1, 203.0.113.9, 127.0.0.1', '127.0.0.1']],
  ['', ['127.0.0.1', '127.0.0.1']],
])('by its sockets the gateway gets just what it gets by its ports: who called is told by lighttpd, on neither lane by the caller (trusted: %s)', async (trusted, told) => {
  const byPort = { people: await echo(0), workers: await echo(0) };
  const bySocket = { people: await echo(socket('people')), workers: await echo(socket('workers')) };
  const settings = { LIGHTTPD_TRUSTED_PROXIES: trusted };
  const ports = await lighttpd({ ...settings, LIGHTTPD_GATEWAY_PEOPLE_PORT: `${byPort.people.port}`, LIGHTTPD_GATEWAY_WORKER_PORT: `${byPort.workers.port}` });
  const sockets = await lighttpd({ ...settings, LIGHTTPD_GATEWAY_SOCKETS: folder });
  const asked = [['GET', '/g?data=%7b%7D', ''], ['POST', '/p', 'data=%7B%7D']] as const;
  for (const front of [ports, sockets]) {
    for (const port of [front.peoplePort, front.workerPort]) {
      for (const [method, target, body] of asked) {
        expect((await sendRaw(port, requestText(method, target, [...forged, ...(body === '' ? [] : [['Content-Length', `${body.length}`] as const])], body))).status).toBe(200);
      }
    }
  }
  for (const lane of ['people', 'workers'] as const) {
    expect(bySocket[lane].received).toHaveLength(asked.length);
    expect(bySocket[lane].received).toEqual(byPort[lane].received);
  }
  expect([bySocket.people, bySocket.workers].map(({ received }) => received.map(({ headers }) => headers['x-forwarded-for']))).toEqual(told.map((each) => [each, each]));
  expect(sockets.errors).not.toContain('warning');
});

test('sockets that come a little later than lighttpd are waited for', async () => {
  const starting = lighttpd({ LIGHTTPD_GATEWAY_SOCKETS: folder });
  await new Promise((resolve) => setTimeout(resolve, 700));
  const [people] = [await echo(socket('people')), await echo(socket('workers'))];
  expect((await sendRaw((await starting).peoplePort, requestText('GET', '/later'))).status).toBe(200);
  expect(people.received).toHaveLength(1);
});

test('SIGTERM ends the wait for sockets', async () => {
  const waiting = runLighttpd({ LIGHTTPD_GATEWAY_SOCKETS: folder });
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await waiting.stop()).toMatchObject({ code: 0 });
});

test('a gateway that was away is found at the same socket within two seconds of its return', async () => {
  await echo(socket('workers'));
  const first = await startEchoGateway(socket('people'));
  const front = await lighttpd({ LIGHTTPD_GATEWAY_SOCKETS: folder });
  const status = async (): Promise<number> => (await sendRaw(front.peoplePort, requestText('GET', '/x'))).status;
  expect(await status()).toBe(200);
  await first.close();
  for (let times = 0; times < 50; times++) expect(await status()).toBe(503);
  await echo(socket('people'));
  const back = Date.now();
  while (await status() !== 200) { /* not yet noticed */ }
  expect(Date.now() - back).toBeLessThan(2_000);
});

test('a gateway that came back without its sockets is found there as soon as they can be made: lighttpd need not start again', async () => {
  const first = [await startEchoGateway(socket('people')), await startEchoGateway(socket('workers'))];
  const front = await lighttpd({ LIGHTTPD_GATEWAY_SOCKETS: folder });
  const status = async (): Promise<number> => (await sendRaw(front.peoplePort, requestText('GET', '/x'))).status;
  expect(await status()).toBe(200);
  await Promise.all(first.map((each) => each.close()));

  chmodSync(folder, 0o777);
  const server = createServer((_request, response) => { response.end('back'); });
  const servers = { people: server, workers: createServer() };
  running.push(...Object.values(servers).map((each) => ({ stop: gracefulStop(each) })));
  for (const each of Object.values(servers)) await once(each.listen(0, '127.0.0.1'), 'listening');
  const keeper = new LaneSocketsKeeper({ folder, servers, log: { info: () => undefined, warn: () => undefined } });
  running.push({ stop: () => keeper.close() });
  expect([await keeper.open(), await status()]).toEqual([false, 503]);

  chmodSync(folder, 0o700);
  while (await status() !== 200) { /* not yet tried again */ }
});

test('five hundred callers at once, of a gateway that does not accept for a while: each is answered', async () => {
  await echo(socket('workers'));
  const people = await echo(socket('people'));
  const front = await lighttpd({ LIGHTTPD_GATEWAY_SOCKETS: folder });
  let isFirst = true;
  people.answer = (request, response) => {
    // The first one holds the loop, and so the line of connections fills
    for (const until = Date.now() + (isFirst ? 300 : 0); Date.now() < until;) { /* busy */ }
    isFirst = false;
    response.end(request.url);
  };
  const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => sendRaw(front.peoplePort, requestText('GET', `/${index}`))));
  expect(answers.map(({ status, body }) => `${status} ${body.toString()}`)).toEqual(answers.map((_, index) => `200 /${index}`));
  expect(front.errors).not.toContain('gw_backend');
});

describe('a folder that does not do never keeps the service from starting: one warning, and the ports', () => {
  test.each<[string, string, () => string, Readonly<Record<string, string>>]>([
    ['is not there', 'expected a folder', () => path.join(folder, 'missing'), {}],
    ['is none', 'expected a folder', () => { writeFileSync(path.join(folder, 'file'), ''); return path.join(folder, 'file'); }, {}],
    ['is no absolute path', 'expected an absolute path', () => 'sockets', {}],
    ['could say more to lighttpd than a path', 'expected an absolute path', () => `${folder}" )) server.name = "x\nevil`, {}],
    ['is longer than an address may be', 'expected 90 characters at most', () => path.join(folder, 'x'.repeat(100)), {}],
    ['stays without a gateway', 'did not come within 10 s', () => { mkdirSync(socket('people')); writeFileSync(socket('workers'), ''); return folder; }, {}],
  ])('%s', async (_, why, given, settings) => {
    const people = await echo(0);
    const front = await lighttpd({ LIGHTTPD_GATEWAY_PEOPLE_PORT: `${people.port}`, LIGHTTPD_GATEWAY_SOCKETS: given(), ...settings });
    expect((await sendRaw(front.peoplePort, requestText('GET', '/x'))).status).toBe(200);
    expect(people.received).toHaveLength(1);
    expect(front.errors.match(/^.*warning.*$/gm)).toHaveLength(1);
    expect(front.errors).toContain(why);
    expect(readFileSync(path.join(front.runDir, 'gateway-people.conf'), 'utf8')).toContain(`"port" => ${people.port}`);
  });
});
