import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAgentServer } from '../../../../images/gateway/src/lane-agent/agent-server';
import type { LaneAnswer, LaneCall } from '../../../../images/gateway/src/lane-agent/lane';

let server: Server;
let calls: LaneCall[];
let send: (call: LaneCall) => Promise<LaneAnswer>;

beforeEach(async () => {
  calls = [];
  send = async () => ({ status: 200, contentType: 'application/json', body: Buffer.from('{"response": null}') });
  server = createAgentServer({ send: (call) => { calls.push(call); return send(call); } }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => { server.close(done); });
});

/** What the agent answered. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

function ask(method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject).end(body);
  });
}

test('a worker\'s calls are passed on, with what belongs to them and nothing else', async () => {
  const type = 'application/x-www-form-urlencoded';
  expect(await ask('POST', '/api/ping', 'data=1', { 'content-type': type, 'authorization': 'Basic x', 'cookie': 'y' })).toEqual({ status: 200, text: '{"response": null}' });
  await ask('GET', '/api/task_list?data=%7B%7D');

  expect(calls).toEqual([
    { method: 'POST', target: '/api/ping', contentType: type, body: Buffer.from('data=1') },
    { method: 'GET', target: '/api/task_list?data=%7B%7D', contentType: undefined, body: Buffer.alloc(0) },
  ]);
});

test.each([
  ['GET', '/', 404], ['GET', '/metrics', 404], ['GET', '/api/', 404], ['GET', '/api/../x', 404], ['GET', '/api/a/b', 404], ['GET', '/api/%70ing', 404],
  ['GET', 'http://elsewhere.example.com/api/ping', 404], ['PUT', '/api/ping', 405], ['DELETE', '/api/ping', 405], ['POST', '/healthz', 404],
])('%s %s gets %d, and nothing is passed on', async (method, path, status) => {
  expect((await ask(method, path)).status).toBe(status);
  expect(calls).toEqual([]);
});

test('it is healthy as soon as it listens, whatever the lane', async () => {
  send = () => Promise.reject(new Error('gone'));
  expect(await ask('GET', '/healthz')).toEqual({ status: 200, text: '{"ok":true}' });
});

test('a lane that is gone is a 503, which Luigi tries again, and no inner detail', async () => {
  send = () => Promise.reject(new Error('secret'));
  expect(await ask('POST', '/api/ping', 'data=1')).toEqual({ status: 503, text: '{"status":503,"code":"lane-unavailable"}' });
});

test('a call that is larger than the lane takes is refused before it is held as a whole', async () => {
  const tooLarge = ask('POST', '/api/add_task', Buffer.alloc(9 * 1024 * 1024, 'x')).then(({ status }) => status, () => 413);
  expect(await tooLarge).toBe(413);
  expect(calls).toEqual([]);
});

test('what is held of all calls together is bounded, and free again afterwards', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => { release = done; });
  send = async () => { await held; return { status: 200, contentType: 'x', body: Buffer.alloc(0) }; };
  const many = Array.from({ length: 10 }, () => ask('POST', '/api/add_task', Buffer.alloc(7 * 1024 * 1024, 'x')).then(({ status }) => status, () => 503));
  await Promise.race(many);
  release();
  const statuses = await Promise.all(many);

  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect((await ask('POST', '/api/add_task', Buffer.alloc(7 * 1024 * 1024, 'x'))).status).toBe(200);
});
