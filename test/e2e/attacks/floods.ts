import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { waitFor } from '../../../local/process-runner/wait-for';
import { TASKS, WORKER } from '../../support/hostile/planted-tasks';
import { basic, dataOf, get, post, PROOF, SHARE, type Headers, type Scene } from '../../support/hostile/scene';
import type { Stage } from '../../support/hostile/stage';
import { loadBalancerKey } from '../../support/load-balancer-claims';
import { openTls, readAll, requestText, type RawAnswer } from '../../support/raw-tls';

const code = (answer: RawAnswer): unknown => (JSON.parse(answer.body.toString()) as { code?: unknown }).code;

/** Runs `work` so often, several at once. */
async function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  }));
  return results;
}

/** Too much, too big, too slow, too many: what stays bounded, and who goes on being served. */
export function describeFloods(stage: Stage): void {
  describe('keys', () => {
    test('a thousand random key ids cause a few fetches, lock nobody out, and a key that was just rotated in works soon after', async () => {
      const { scene, aftermath } = stage();
      const before = scene.keys.requests.length;
      const began = Date.now();
      const stranger = loadBalancerKey();
      const answers = await times(1_000, () => scene.people(requestText('GET', '/whoami', scene.as('ada', { key: { ...stranger, kid: randomUUID() } }))));
      const decisions = await aftermath.decisions();
      // Eight at once and then one a second
      expect(scene.keys.requests.length - before).toBeLessThanOrEqual(8 + Math.ceil((Date.now() - began) / 1000) + 1);
      for (const answer of answers) {
        expect([[401, 'claims-key-unknown'], [503, 'claims-keys-unavailable']]).toContainEqual([answer.status, code(answer)]);
        if (answer.status === 503) expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      }
      expect(decisions).toHaveLength(1_000);
      expect(decisions.every(({ outcome, principal }) => outcome === 'deny' && principal === null)).toBe(true);
      const rotated = loadBalancerKey();
      scene.keys.publish(rotated);
      await waitFor(async () => (await scene.people(requestText('GET', '/whoami', scene.as('grace-rotated', { key: rotated })))).status === 200,
        { what: 'claims under the new key are believed', everyMs: 200 });
      await aftermath.decisions();
      await aftermath.unharmed();
    });
  });

  describe('fair shares', () => {
    test('calls past a person\'s share are refused with the time to wait; others don\'t notice', async () => {
      const { scene, aftermath } = stage();
      const began = Date.now();
      const answers = await times(SHARE.calls + 100, () => scene.people(requestText('GET', '/whoami', scene.as('flood-calls'))));
      const refused = answers.filter(({ status }) => status !== 200);
      const refilled = Math.ceil((Date.now() - began) / 60_000 * SHARE.calls);
      expect(answers.length - refused.length).toBeGreaterThanOrEqual(SHARE.calls);
      expect(answers.length - refused.length).toBeLessThanOrEqual(SHARE.calls + refilled + 1);
      for (const answer of refused) {
        expect([answer.status, code(answer)]).toEqual([429, 'rate-limited']);
        expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      }
      const decisions = await aftermath.decisions();
      expect(decisions.filter(({ reason }) => reason === 'rate-limited')).toHaveLength(refused.length);
    });

    test('changes have a share of their own: past it, viewing goes on', async () => {
      const { scene, aftermath } = stage();
      const change = get('mark_as_done', { task_id: 'nothing' }, [...scene.as('flood-changes'), ...PROOF]);
      const answers: RawAnswer[] = [];
      for (let made = 0; made < SHARE.changes + 3; made++) answers.push(await scene.people(change));
      expect(answers.map(({ status }) => status)).toEqual([...Array<number>(SHARE.changes).fill(404), 429, 429, 429]);
      expect(answers.at(-1)!.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect((await scene.people(get('task_search', { task_str: 'x' }, scene.as('flood-changes')))).status).toBe(200);
      await aftermath.decisions();
      await aftermath.unharmed();
    });
  });

  describe('sizes', () => {
    const padded = (headers: Headers, bytes: number): string => {
      const empty = requestText('GET', '/whoami', [...headers, ['X-Pad', '']]);
      return empty.replace('X-Pad: ', `X-Pad: ${'a'.repeat(bytes - empty.length)}`);
    };
    const search = (bytes: number): string => filled('{"task_str":"', bytes);
    const ping = (bytes: number): string => filled(`{"worker":"${WORKER}","pad":"`, bytes);

    test.each([
      ['headers of 64 KB', 200, undefined, 'people', (scene: Scene) => padded(scene.as('grace'), 65_533)],
      ['headers of more', 431, 'headers-too-large', 'people', (scene: Scene) => padded(scene.as('grace'), 65_600)],
      ['headers of a megabyte', 431, 'headers-too-large', 'people', (scene: Scene) => padded(scene.as('grace'), 1_000_000)],
      ['a query of 60 KB', 200, undefined, 'people', (scene: Scene) => requestText('GET', `/api/task_search?${search(60_000)}`, scene.as('grace'))],
      ['a query of 70 KB', 431, 'headers-too-large', 'people', (scene: Scene) => requestText('GET', `/api/task_search?${search(70_000)}`, scene.as('grace'))],
      ['a body of 64 KB from a person', 200, undefined, 'people', (scene: Scene) => post('task_search', search(65_536), scene.as('grace'))],
      ['a body of more from a person', 413, 'body-too-large', 'people', (scene: Scene) => post('task_search', search(65_537), scene.as('grace'))],
      ['a body of 8 MB from nobody on the people lane', 413, 'body-too-large', 'people', () => post('task_search', search(8_000_000))],
      ['a body of 8 MB from a worker', 200, undefined, 'workers', (scene: Scene) => post('ping', ping(8 * 1024 * 1024), [basic(scene.service.workerCredential)])],
      ['a body of more from a worker', 413, 'body-too-large', 'workers', (scene: Scene) => post('ping', ping(8 * 1024 * 1024 + 1), [basic(scene.service.workerCredential)])],
      ['a body of 8 MB from nobody on the worker lane', 401, 'no-identity', 'workers', () => post('ping', ping(8 * 1024 * 1024))],
    ] as const)('%s: %s', async (_name, status, expected, lane, request) => {
      const { scene, aftermath } = stage();
      const answer = await scene[lane](request(scene));
      expect([answer.status, status === 200 ? undefined : code(answer)]).toEqual([status, expected]);
      expect(await aftermath.decisions()).toHaveLength(status === 413 || status === 431 ? 0 : 1);
      await aftermath.unharmed();
    });
  });

  describe('connections', () => {
    test('identity belongs to a request, not to its connection', async () => {
      const { scene, aftermath } = stage();
      const keep = (text: string): string => text.replace('Connection: close\r\n', '');
      const socket = await openTls(scene.service.layout.ports.people);
      const all = readAll(socket);
      socket.write(keep(requestText('GET', '/whoami', scene.as('ada'))) + keep(get('pause', {}, PROOF)) + get('is_paused', {}, scene.as('alan')));
      expect((await all).toString().match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401', 'HTTP/1.1 403']);
      expect((await aftermath.decisions()).map(({ outcome, principal }) => [outcome, principal]))
        .toEqual([['allow', 'user:ada@example.com'], ['deny', null], ['deny', 'user:alan@example.com']]);
      await aftermath.unharmed();
    });

    test('what follows a body is a request of its own, with no identity', async () => {
      const { scene, aftermath } = stage();
      const body = dataOf({ task_str: 'x' });
      const smuggled = requestText('GET', `/api/mark_as_done?${dataOf({ task_id: TASKS.report.task_id })}`, PROOF);
      const socket = await openTls(scene.service.layout.ports.people);
      const all = readAll(socket);
      socket.write(post('task_search', body, scene.as('ada')).replace('Connection: close\r\n', '') + smuggled);
      expect((await all).toString().match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 401']);
      expect(await aftermath.decisions()).toMatchObject([{ outcome: 'allow' }, { outcome: 'deny', reason: 'no-identity' }]);
      await aftermath.unharmed();
    });

    test('slow and silent connections end by themselves, and keep nobody from being served', async () => {
      const { scene, aftermath } = stage();
      const { people, worker } = scene.service.layout.ports;
      const head = 'POST /api/ping HTTP/1.1\r\nHost: luigi.example\r\n';
      const began = Date.now();
      const ended = (socket: Socket): Promise<number> => new Promise((done) => {
        socket.on('data', () => undefined).on('error', () => undefined).once('close', () => done(Date.now() - began));
      });
      const silent = [...Array.from({ length: 200 }, () => ended(connect(people, '127.0.0.1')))];
      const slow = await Promise.all([people, worker].flatMap((port) => [
        '', 'GET /who', head, `${head}X-A: b`, `${head}Content-Length: 9\r\n\r\n`, `${head}Content-Length: 9\r\n\r\ndata=`, `${head}Transfer-Encoding: chunked\r\n\r\n`, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nda`,
      ].map(async (text) => {
        const socket = await openTls(port);
        socket.write(text);
        return ended(socket);
      })));
      // Still open, all of them: others are served
      const during = await Promise.all([aftermath.decisions(), scene.work('count_pending', { worker: WORKER })]);
      expect(during[1].status).toBe(200);
      for (const milliseconds of await Promise.all([...silent, ...slow])) expect(milliseconds).toBeLessThan(15_000);
      await aftermath.decisions();
      await aftermath.unharmed();
    });

    test('requests that come byte by byte keep nobody from being served', async () => {
      const { scene, aftermath } = stage();
      const { people, worker } = scene.service.layout.ports;
      const sockets = await Promise.all([people, worker].flatMap((port) => ['X-A: ', 'Content-Length: 60000\r\n\r\n'].flatMap((rest) => Array.from({ length: 25 }, async () => {
        const socket = await openTls(port);
        socket.write(`POST /api/ping HTTP/1.1\r\nHost: luigi.example\r\n${rest}`);
        return socket;
      }))));
      for (let byte = 0; byte < 20; byte++) {
        for (const socket of sockets) socket.write('a');
        expect(await aftermath.decisions()).toEqual([]);
      }
      await aftermath.unharmed();
      for (const socket of sockets) socket.destroy();
      expect(await aftermath.decisions()).toEqual([]);
    });
  });
}

/** Data of that many bytes: JSON that begins so, and goes on in a string. */
function filled(json: string, bytes: number): string {
  const [open, close] = [`data=${encodeURIComponent(json)}`, encodeURIComponent('"}')];
  return `${open}${'x'.repeat(bytes - open.length - close.length)}${close}`;
}
