import { Lane, LaneGone, type LaneCall } from '../../../../images/gateway/src/lane-agent/lane';
import { LanePin } from '../../../../images/gateway/src/lane-agent/lane-pin';
import { PATIENCE } from '../../../../images/gateway/src/lane-agent/patience';
import { freePorts } from '../../../../local/process-runner/free-ports';
import { aKeyPair, TlsLane, type KeyPair } from '../../../support/sts/tls-lane';

const CALL: LaneCall = { method: 'POST', target: '/api/ping', contentType: 'application/x-www-form-urlencoded', body: Buffer.from('data=%7B%7D') };

let pairs: readonly [KeyPair, KeyPair];
let server: TlsLane;
let told: string | undefined;
let reads: number;
let tokens: string[];
let logged: string[];
let lane: Lane;

beforeAll(() => { pairs = [aKeyPair(), aKeyPair()]; });
beforeEach(async () => {
  const [port] = await freePorts(1) as [number];
  server = new TlsLane(port);
  told = pairs[0].fingerprint;
  reads = 0;
  tokens = ['token-1'];
  logged = [];
  lane = aLane();
});
afterEach(async () => {
  lane.close();
  await server.stop();
});

/** Patient, where a test does not say otherwise: a busy machine takes its time. */
function aLane(holdMs = 60_000): Lane {
  const log = (message: string): void => { logged.push(message); };
  return new Lane({
    url: new URL(`https://127.0.0.1:${server.port}`), log: { info: log, warn: log }, holdMs,
    tokens: { token: async () => tokens[0] ?? '', forget: () => { tokens.shift(); } },
    pin: new LanePin({ read: async () => { reads += 1; return told === undefined ? undefined : { version: 1, fingerprint: told, since: '' }; } }),
  });
}

test('a call gets to the lane as it was, signed in, over a connection that is kept', async () => {
  await server.start(pairs[0]);
  server.answer = (_, response) => { response.writeHead(200, { 'content-type': 'application/json' }).end('{"response": 1}'); };

  const answer = await lane.send(CALL);
  await lane.send({ ...CALL, method: 'GET', target: '/api/task_list?data=%7B%7D', contentType: undefined, body: Buffer.alloc(0) });

  expect({ ...answer, body: answer.body.toString() }).toEqual({ status: 200, contentType: 'application/json', body: '{"response": 1}' });
  expect(server.requests.map(({ method, url, body, headers }) => [method, url, body, headers.authorization])).toEqual([
    ['POST', '/api/ping', 'data=%7B%7D', 'Bearer token-1'], ['GET', '/api/task_list?data=%7B%7D', '', 'Bearer token-1'],
  ]);
  expect(server.connections).toBe(1);
  expect(reads).toBe(1);
});

test('nothing is sent to who has another certificate', async () => {
  await server.start(pairs[1]);
  lane = aLane(1000);

  await expect(lane.send(CALL)).rejects.toThrow(LaneGone);

  expect(server.connections).toBeGreaterThan(0);
  expect(server.requests).toEqual([]);
  expect(logged).toEqual(['the worker lane is gone: calls wait']);
});

test.each([
  ['begins otherwise', (pin: string) => `${pin.startsWith('0') ? '1' : '0'}${pin.slice(1)}`],
  ['ends otherwise', (pin: string) => `${pin.slice(0, -1)}${pin.endsWith('0') ? '1' : '0'}`],
  ['is shorter', (pin: string) => pin.slice(0, -1)],
])('nothing is sent where the fingerprint that was told %s than the certificate\'s', async (_, other) => {
  told = other(pairs[0].fingerprint);
  await server.start(pairs[0]);
  lane = aLane(500);

  await expect(lane.send(CALL)).rejects.toThrow(LaneGone);
  expect(server.requests).toEqual([]);
});

test('nothing is sent while no certificate was ever told of', async () => {
  told = undefined;
  await server.start(pairs[0]);
  lane = aLane(1000);

  await expect(lane.send(CALL)).rejects.toThrow(LaneGone);
  expect(server.connections).toBe(0);
});

test('what was told once stays where it is told no more', async () => {
  let now = 0;
  const pin = new LanePin({ read: async () => (told === undefined ? undefined : { version: 1, fingerprint: told, since: '' }) }, { monotonic: () => now });
  await pin.renew();
  told = undefined;
  now += 60_000;
  await pin.renew();

  expect(pin.current).toBe(pairs[0].fingerprint);
});

test('a lane that comes back with another certificate is gone on with once that is told of, without a storm of reads', async () => {
  await server.start(pairs[0]);
  await lane.send(CALL);
  await server.stop();
  await server.start(pairs[1]);
  lane.close();
  lane = aLane();
  const waiting = lane.send(CALL);
  setTimeout(() => { told = pairs[1].fingerprint; }, 1000);

  await expect(waiting).resolves.toMatchObject({ status: 200 });
  expect(reads).toBeLessThanOrEqual(5);
  expect(logged).toEqual(['the worker lane is gone: calls wait', 'the worker lane is back']);
});

test.each([502, 503, 504])('what is answered with %d is asked again until it is answered', async (status) => {
  await server.start(pairs[0]);
  server.answer = (_, response) => { response.writeHead(server.requests.length < 3 ? status : 200).end('{}'); };

  await expect(lane.send(CALL)).resolves.toMatchObject({ status: 200 });
  expect(server.requests).toHaveLength(3);
});

test.each([400, 403, 404, 413, 500])('what is answered with %d is answered', async (status) => {
  await server.start(pairs[0]);
  server.answer = (_, response) => { response.writeHead(status).end('{"code": "worker-not-of-run"}'); };

  await expect(lane.send(CALL)).resolves.toMatchObject({ status });
  expect(server.requests).toHaveLength(1);
});

test('a token that is not taken is made anew, once', async () => {
  tokens = ['token-1', 'token-2', 'token-3'];
  await server.start(pairs[0]);
  server.answer = ({ headers }, response) => { response.writeHead(headers.authorization === 'Bearer token-2' ? 200 : 401).end(); };
  await expect(lane.send(CALL)).resolves.toMatchObject({ status: 200 });

  server.answer = (_, response) => { response.writeHead(401).end(); };
  await expect(lane.send(CALL)).resolves.toMatchObject({ status: 401 });
  expect(tokens).toEqual(['token-3']);
});

test('a lane that was gone for a while is waited for', async () => {
  setTimeout(() => { void server.start(pairs[0]); }, 800);

  await expect(lane.send(CALL)).resolves.toMatchObject({ status: 200 });
  expect(logged).toEqual(['the worker lane is gone: calls wait', 'the worker lane is back']);
});

test('a lane that takes a call and says nothing is given up in time', async () => {
  await server.start(pairs[0]);
  server.answer = () => undefined;
  lane = aLane(500);

  await expect(lane.send(CALL)).rejects.toThrow(LaneGone);
});

test('an answer that is broken off is no answer', async () => {
  await server.start(pairs[0]);
  server.answer = (_, response) => {
    if (server.requests.length > 1) return response.end('{"response": 1}');
    response.writeHead(200, { 'content-length': 100 }).write('{"resp');
    return setTimeout(() => response.destroy(), 50);
  };

  const answer = await lane.send(CALL);
  expect(answer.body.toString()).toBe('{"response": 1}');
});

test('Luigi waits longer for an answer than the agent holds a call, and for a lane more than three minutes at the least', () => {
  expect(PATIENCE.holdSeconds).toBeLessThan(PATIENCE.callSeconds);
  // Each try may fail at once: what is left are the waits between.
  expect((PATIENCE.attempts - 1) * PATIENCE.waitSeconds).toBeGreaterThanOrEqual(180 + 60);
});
