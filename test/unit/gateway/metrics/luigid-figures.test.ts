import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LuigidHealth } from '../../../../images/gateway/src/metrics/luigid-figures';

const HEALTH = {
  generation: 3, unsavedSeconds: 0.0, tasks: 20_000, workers: 12, loopDelayMs: { p99: 4.5, max: 12.3 },
  dump: { ageSeconds: 12.1, bytes: 960_000, heldMs: 7.1, costMs: 410.2, failures: 0 },
};
const DUMPLESS = { luigidLoopDelay: 4.5, luigidLoopHeld: 12.3, luigidTasks: 20_000, luigidWorkers: 12 };
const FIGURES = { ...DUMPLESS, dumpAge: 12.1, dumpSize: 960_000, dumpTime: 410.2, dumpHeld: 7.1 };

let server: Server;
let answer: RequestListener;
let asked: IncomingMessage[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const saying = (body: unknown, status = 200): RequestListener => (_request, response) => {
  response.statusCode = status;
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

function given(withinMs?: number) {
  const logged: string[] = [];
  const log = { info: (message: string) => { logged.push(`info ${message}`); }, warn: (message: string) => { logged.push(`warn ${message}`); } };
  return { health: new LuigidHealth(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), log, withinMs), logged };
}

const SILENT = 'warn luigid does not tell of itself: its metrics are left out';

describe('what luigid tells of itself', () => {
  test('is asked at /health, by nothing that a browser would send', async () => {
    answer = saying(HEALTH);
    const { health, logged } = given();

    expect(await health.take()).toEqual(FIGURES);
    expect([logged, asked[0]?.method, asked[0]?.url, Object.keys(asked[0]?.headers ?? {}).sort()]).toEqual([[], 'GET', '/health', ['connection', 'host']]);
  });

  test('has no dump before the first', async () => {
    answer = saying({ ...HEALTH, dump: null });

    expect(await given().health.take()).toEqual(DUMPLESS);
  });

  test.each<[string, RequestListener]>([
    ['no JSON', saying('<html>')],
    ['no object', saying('7')],
    ['another object', saying({ status: 'ok' })],
    ['no dump, nor that there is none', saying({ ...HEALTH, dump: undefined })],
    ['a dump that lacks its size', saying({ ...HEALTH, dump: { ...HEALTH.dump, bytes: undefined } })],
    ['a text for a number', saying({ ...HEALTH, tasks: '20000' })],
    ['a number below zero', saying({ ...HEALTH, workers: -1 })],
    ['more than a number holds', saying(JSON.stringify(HEALTH).replace('12.3', '1e999'))],
    ['another status', saying(HEALTH, 404)],
    ['more than it should', saying(`${JSON.stringify(HEALTH)}${' '.repeat(70_000)}`)],
    ['half an answer', (request) => { request.socket.destroy(); }],
  ])('is left out where it is %s; the log says so once, until it is there again', async (_what, wrong) => {
    const { health, logged } = given(500);
    answer = wrong;
    expect([await health.take(), await health.take()]).toEqual([{}, {}]);
    expect(logged).toEqual([SILENT]);

    answer = saying(HEALTH);
    expect([await health.take(), logged.at(-1)]).toEqual([FIGURES, 'info luigid tells of itself again']);
  });

  test.each<[string, RequestListener]>([
    ['nothing', () => undefined],
    ['half an answer', (_request, response) => { response.write('{'); }],
  ])('that comes too late, with %s in time, is a loop held for as long: alarms must hear of it', async (_what, late) => {
    const { health, logged } = given(100);
    answer = late;
    const held = { luigidLoopDelay: 100, luigidLoopHeld: 100 };
    expect([await health.take(), await health.take()]).toEqual([held, held]);
    expect(logged).toEqual(['warn luigid did not tell of itself in time: it is taken for held as long']);

    server.closeAllConnections();
    answer = saying(HEALTH);
    expect([await health.take(), logged.at(-1)]).toEqual([FIGURES, 'info luigid tells of itself again']);
  });

  test('of a luigid that is not there is nothing: who is told by other alarms', async () => {
    const { health, logged } = given(100);
    server.close();
    await once(server, 'close');
    expect([await health.take(), logged]).toEqual([{}, [SILENT]]);
  });
});
