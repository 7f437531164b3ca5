import { type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fill } from '../bench/load/tasks';
import { startTestService, type TestService } from '../support/service';
import { workerCall } from '../support/worker-lane';

const VIEWERS = 64;
const HELD_VIEWERS = 80;
/** As many calls of one person are answered at once; with more windows than that, they would be slowed down for themselves. */
const WINDOWS_OF_ONE = 8;
const ROUNDS = 20;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('a service that everybody watches', () => {
  let running: TestService;
  let cookies: readonly string[];
  beforeAll(async () => {
    running = await startTestService({ env: { gateway: { GATEWAY_CALLS_PER_MINUTE: '100000' } } });
    await fill(`http://127.0.0.1:${running.service.layout.ports.luigid}`, 2_000);
    cookies = Array.from({ length: HELD_VIEWERS / WINDOWS_OF_ONE }, (_, person) => (
      running.service.loadBalancer.sessionCookie({ sub: `person-${person}`, email: `person-${person}@example.com`, email_verified: true, groups: ['data-engineers'] })));
  });
  afterAll(async () => {
    running?.service.program('luigid').kill('SIGCONT');
    await running?.stop();
  });

  const ask = (path: string, person = 0): Promise<Answer> => new Promise((resolve, reject) => {
    const headers = { 'cookie': cookies[person], 'accept': 'application/json', 'x-requested-with': 'XMLHttpRequest' };
    request(new URL(path, running.service.url), { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
    }).on('error', reject).end();
  });
  /** A question that nobody else has, from one window of somebody's. */
  const list = (viewer: number, search: string): Promise<Answer> => (
    ask(`/api/task_list?data=${encodeURIComponent(JSON.stringify({ search }))}`, Math.floor(viewer / WINDOWS_OF_ONE)));
  const worker = async (method: string): Promise<number> => (await workerCall(running.service, method, { worker: 'w' })).status;

  function assertServedOrToldToComeAgain(answers: readonly Answer[]): void {
    const others = answers.filter(({ status }) => status !== 200);
    const told = others.map(({ status, headers, body }) => [`${status} ${(JSON.parse(body) as { code: string }).code}`, Number(headers['retry-after']) >= 1]);
    expect(told.filter(([what, when]) => !when || what !== '503 scheduler-busy')).toEqual([]);
    expect(answers.length).toBeGreaterThan(others.length);
  }

  test('64 windows of eight people that share nothing: every call of a worker is answered', async () => {
    let working = true;
    const seen: Answer[] = [];
    const viewers = Promise.all(Array.from({ length: VIEWERS }, async (_, viewer) => {
      for (let round = 0; working; round += 1) {
        seen.push(await list(viewer, `${viewer}x${round}`));
        if (seen.at(-1)!.status !== 200) await pause(200);
      }
    }));
    const statuses: number[] = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) statuses.push(...await Promise.all([worker('ping'), worker('get_work')]));
    } finally {
      working = false;
      await viewers;
    }
    expect(statuses).toEqual(Array(2 * ROUNDS).fill(200));
    expect(seen.length).toBeGreaterThanOrEqual(VIEWERS);
    assertServedOrToldToComeAgain(seen);
  });

  test('luigid stands still for 3 s: workers are answered after it, viewers then or told to come again, and /livez tells', async () => {
    const luigid = running.service.program('luigid');
    luigid.kill('SIGSTOP');
    let held = true;
    const workers = Promise.all(Array.from({ length: 30 }, async (_, call) => [await worker(call % 2 ? 'ping' : 'get_work'), held] as const));
    const viewers = Promise.all(Array.from({ length: HELD_VIEWERS }, (_, viewer) => list(viewer, `held${viewer}`)));
    const alive = ask('/livez');
    await pause(3_000);
    held = false;
    luigid.kill('SIGCONT');
    expect((await alive).status).toBe(503);
    expect(await workers).toEqual(Array(30).fill([200, false]));
    const answers = await viewers;
    assertServedOrToldToComeAgain(answers);
    expect((await ask('/livez')).status).toBe(200);
  });
});
