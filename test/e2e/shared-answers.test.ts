import { request, type IncomingHttpHeaders } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { PersonClient } from '../../local/person-client';
import { programsToTest } from '../support/containers/in-container';
import { CountingRelay } from '../support/counting-relay';
import { type PersonName, startTestService, type TestService } from '../support/service';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

const DECODE: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { br: brotliDecompressSync, gzip: gunzipSync, none: (bytes) => bytes };
const textOf = ({ headers, bytes }: Answer): string => DECODE[headers['content-encoding'] ?? 'none']!(bytes).toString();

describe('answers that are shared', () => {
  let relay: CountingRelay;
  let running: TestService;
  const clients = {} as Record<PersonName, PersonClient>;
  const path = (method: string, args: object = {}): string => `/api/${method}?data=${encodeURIComponent(JSON.stringify(args))}`;
  const ask = (who: PersonName, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => new Promise((resolve, reject) => {
    const url = new URL(target, running.service.url);
    const sent = { 'cookie': clients[who].cookieFor(url.hostname), 'accept': 'application/json', 'x-requested-with': 'XMLHttpRequest', ...headers };
    request(url, { headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) }));
    }).on('error', reject).end();
  });
  const tooOld = (): Promise<void> => new Promise((done) => { setTimeout(done, 1100); });

  beforeAll(async () => {
    relay = await CountingRelay.start();
    running = await startTestService({
      replace: (program) => {
        const inPlace = programsToTest() ?? ((same: typeof program) => same);
        if (program.name !== 'gateway') return inPlace(program);
        relay.target = program.env?.GATEWAY_LUIGID_URL;
        return inPlace({ ...program, env: { ...program.env, GATEWAY_LUIGID_URL: relay.url } });
      },
    });
    for (const person of ['ada', 'grace'] as const) clients[person] = await running.login(person);
    for (let index = 0; index < 40; index += 1) {
      const family = index % 2 ? 'report.Day' : 'etl.Clean';
      await running.luigid('add_task', { worker: 'w', task_id: `${family}_${index}`, family, params: { day: String(index) }, status: 'FAILED', expl: '"e"' });
    }
  });
  afterAll(async () => {
    await running?.stop();
    await relay?.stop();
  });

  test('50 callers at once cost luigid one call, and each has a record of their own', async () => {
    await tooOld();
    const [before, decided] = [relay.countOf('/api/task_list'), running.decisions().length];
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index % 2 ? 'ada' : 'grace', path('task_list'), { 'accept-encoding': 'br' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(relay.countOf('/api/task_list')).toBe(before + 1);
    const records = (): number => running.decisions().slice(decided).filter(({ method, outcome }) => method === 'task_list' && outcome === 'allow').length;
    await running.decision(() => records() >= 50);
    expect(records()).toBe(50);
  });

  test.each(['br', 'gzip', 'identity'])('a body in %s says the same as luigid', async (coding) => {
    const told = await ask('ada', path('task_list'), { 'accept-encoding': coding });
    expect(told.headers['content-encoding']).toBe(coding === 'identity' ? undefined : coding);
    expect(told.headers).toMatchObject({ 'cache-control': 'private, no-cache', 'vary': 'Accept-Encoding', 'content-length': String(told.bytes.length) });
    expect(JSON.parse(textOf(told))).toEqual({ response: await running.luigid('task_list') });
  });

  test('whoever has the answer already is told so, and it is on record', async () => {
    const first = await ask('ada', path('task_list'), { 'accept-encoding': 'gzip, br' });
    await tooOld();
    const decided = running.decisions().length;
    const again = await ask('ada', path('task_list'), { 'accept-encoding': 'gzip, br', 'if-none-match': String(first.headers.etag) });
    expect(again).toMatchObject({ status: 304, bytes: Buffer.alloc(0), headers: { 'etag': first.headers.etag, 'cache-control': 'private, no-cache' } });
    await running.decision(() => running.decisions().length > decided);
    expect(running.decisions().slice(decided)).toMatchObject([{ outcome: 'allow', method: 'task_list', principal: 'user:ada@example.com' }]);
  });

  test('a tag of somebody who sees more is worth nothing to somebody who sees less', async () => {
    const all = await ask('ada', path('task_list'), { 'accept-encoding': 'br' });
    const some = await ask('grace', path('task_list'), { 'accept-encoding': 'br', 'if-none-match': String(all.headers.etag) });
    expect(some.status).toBe(200);
    expect(Object.keys((JSON.parse(textOf(some)) as { response: object }).response)).toHaveLength(20);
    expect(textOf(some)).not.toContain('etl.Clean');
    expect(some.headers.etag).not.toBe(all.headers.etag);
  });

  test('who changes something sees it at once, and so does everybody else', async () => {
    const failed = async (who: PersonName): Promise<boolean> => textOf(await ask(who, path('task_list', { status: 'FAILED' }))).includes('report.Day_1"');
    expect([await failed('ada'), await failed('grace')]).toEqual([true, true]);
    await clients.ada.call('mark_as_done', { task_id: 'report.Day_1' });
    expect([await failed('ada'), await failed('grace')]).toEqual([false, false]);
  });

  test('workers\' own questions go to luigid each time', async () => {
    const before = relay.countOf('/api/is_paused');
    const headers = { authorization: `Basic ${Buffer.from(running.service.workerCredential).toString('base64')}` };
    for (let call = 0; call < 3; call += 1) {
      await new Promise((resolve, reject) => {
        requestSecurely(`${running.service.workerUrl}/api/is_paused`, { headers, rejectUnauthorized: false, agent: false }, (response) => {
          response.resume().on('end', resolve);
        }).on('error', reject).end();
      });
    }
    expect(relay.countOf('/api/is_paused')).toBe(before + 3);
  });
});
