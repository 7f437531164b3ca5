import type { FastifyRequest } from 'fastify';
import { Enforcement } from '../../../../../images/gateway/src/http/enforcement/enforcement';
import { FairShare } from '../../../../../images/gateway/src/limits/fair-share';
import { Problem } from '../../../../../images/gateway/src/problem';
import { by, dataOf, FakeDecisionLog, GatewayLanes, PROOF, TASKS, type LanesOptions } from '../../../../support/gateway-lanes';
import { ManualClock } from '../../../../support/manual-clock';

const MARK = `/api/mark_as_done?${dataOf({ task_id: TASKS.report.id })}`;
const ERROR = `/api/fetch_error?${dataOf({ task_id: TASKS.report.id })}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let lanes: GatewayLanes;
const given = async (options: LanesOptions = {}): Promise<GatewayLanes> => lanes = await GatewayLanes.start(options);
afterEach(() => lanes.stop());

const operate = (person: Parameters<typeof by>[0] = 'ada') => lanes.people(MARK, { ...by(person), ...PROOF });
const work = () => lanes.workers('/api/add_task', { ...by('worker'), ...FORM }, { method: 'POST', body: dataOf({ task_id: 'a', worker: 'w1' }) });

describe.each([
  ['people', operate, 'mark_as_done', 'mapping'], ['workers', work, 'add_task', 'worker-credential'],
] as const)('a change on the lane for %s', (_lane, change, method, reason) => {
  test('is done only once its decision is safe, and then its result is on record', async () => {
    const { decisions, events } = await given();
    const release = decisions.hold();
    const answer = change();
    await decisions.taken(1);
    // Another call goes all the way meanwhile
    await lanes.people(ERROR, by('grace'));
    expect(events).toEqual(['decision allow mapping']);

    release();

    expect((await answer).status).toBe(200);
    expect(events.slice(1)).toEqual(['decision is safe', `luigid ${method}`, `result allow ${reason} 200`]);
  });

  test('whose record can not be kept is not done', async () => {
    const { decisions, events } = await given();
    decisions.fails = true;
    expect(await change()).toMatchObject({ status: 503, code: 'record-unavailable' });
    expect(events).toEqual([]);
  });

  test('that luigid failed at has a result that says so, and is no refusal', async () => {
    const { luigid, decisions } = await given();
    luigid.fault = new Problem(502, 'scheduler-failed', 'the scheduler could not do this');
    expect((await change()).status).toBe(502);
    expect(decisions.records).toMatchObject([{ event: 'decision', outcome: 'allow', reason }, { event: 'result', outcome: 'allow', reason, status: 502 }]);
  });
});

describe('one record for each decision', () => {
  test('a view is on record with who, what and by which mapping', async () => {
    const { decisions } = await given();
    const { headers } = await lanes.people(ERROR, { ...by('grace'), 'user-agent': 'curl/8', 'x-forwarded-for': '203.0.113.7' });
    expect(decisions.records).toMatchObject([{
      event: 'decision', outcome: 'allow', reason: 'mapping', lane: 'people', action: 'view', change: false,
      principal: 'user:grace', principalKind: 'person', session: 'cookie', mapping: 'analysts', method: 'fetch_error', taskId: TASKS.report.id, family: 'report.Day',
      requestId: headers['x-request-id'], userAgent: 'curl/8', sourceAddress: '203.0.113.7',
    }]);
  });

  test('a worker\'s change is on record with what the worker says of it', async () => {
    const { decisions } = await given();
    await lanes.workers('/api/add_task', { ...by('worker'), ...FORM }, { method: 'POST', body: dataOf({ task_id: 'a', worker: 'w1', family: 'A' }) });
    expect(decisions.records).toMatchObject(Array(2).fill({
      lane: 'workers', action: 'work', change: true, principal: 'worker:pipeline', session: 'basic', mapping: null, taskId: 'a', worker: 'w1', family: 'A',
    }));
  });

  test('a view whose record is not taken tells nothing', async () => {
    const { decisions } = await given();
    decisions.fails = true;
    const answer = await lanes.people(ERROR, by('grace'));
    expect(answer).toMatchObject({ status: 503, code: 'record-unavailable' });
    expect(answer.text).not.toContain(TASKS.report.marker);
  });

  test('a change that is refused is on record with the family that luigid named, and nothing is done', async () => {
    const { decisions, events } = await given();
    expect(await operate('grace')).toMatchObject({ status: 403, code: 'not-granted' });
    expect(decisions.records).toMatchObject([{ outcome: 'deny', reason: 'not-granted', change: true, family: 'report.Day', taskId: TASKS.report.id, status: 403 }]);
    expect(events).toEqual(['decision deny not-granted 403']);
  });

  test.each([
    ['a change', MARK, 'no-identity', 'mark_as_done'], ['a page', '/whoami', 'no-identity', null], ['a path that leads nowhere', '/nowhere', 'no-identity', null],
  ] as const)('%s that nobody known asked for is on record', async (_what, url, reason, method) => {
    const { decisions } = await given();
    expect((await lanes.people(url, PROOF)).status).toBe(401);
    expect(decisions.records).toMatchObject([{ outcome: 'deny', reason, status: 401, method, principal: null, principalKind: null, mapping: null }]);
  });

  test('a request that no handler sees is on record all the same', async () => {
    const { decisions } = await given();
    const answer = await lanes.people('/api/pause', { ...by('ada'), ...PROOF, 'content-type': 'none' }, { method: 'POST', body: 'data=' });
    expect(answer).toMatchObject({ status: 415, code: 'unsupported-media-type' });
    expect(decisions.records).toMatchObject([{ outcome: 'deny', reason: 'unsupported-media-type', status: 415, principal: null }]);
  });

  test('a refusal whose record is not taken says that, and not why it was refused', async () => {
    const { decisions } = await given();
    decisions.fails = true;
    expect(await lanes.people('/nowhere', by('ada'))).toMatchObject({ status: 503, code: 'record-unavailable' });
  });

  test('a handler that neither allows nor refuses is a defect: 500, and on record as refused', async () => {
    await given();
    const decisions = new FakeDecisionLog([]);
    const enforcement = new Enforcement('people', {
      decisions, fairShare: new FairShare(), policy: { accessOf: () => { throw new Error('not asked'); } },
      authenticate: () => Promise.resolve({ kind: 'person', principal: 'user:ada', displayName: '', groups: [], principals: [], session: 'cookie', expiresAt: 0 }),
    });
    const request = { raw: { url: '/', headers: {}, rawHeaders: [] } } as unknown as FastifyRequest;
    await expect(enforcement.guard(() => Promise.resolve('answer'))(request, { headers: () => undefined } as never)).rejects.toThrow('without a decision');
    expect(decisions.records).toMatchObject([{ outcome: 'deny', reason: 'internal-error', status: 500 }]);
  });
});

describe('fair shares', () => {
  const shares = () => given({ parts: { fairShare: new FairShare({ callsPerMinute: 6, changesPerMinute: 2, clock: new ManualClock() }) } });

  test('a change beyond the share is 429 with Retry-After, on record, and not done; views go on', async () => {
    const { luigid, decisions } = await shares();
    for (const remaining of [1, 0]) expect((await operate()).headers.ratelimit).toMatch(new RegExp(`^"changes";r=${remaining};`));
    expect(await operate()).toMatchObject({ status: 429, code: 'rate-limited', headers: { 'retry-after': '30' } });
    expect(decisions.records.at(-1)).toMatchObject({ outcome: 'deny', reason: 'rate-limited', change: true, principal: 'user:ada' });
    expect(luigid.calls.filter(({ method }) => method === 'mark_as_done')).toHaveLength(2);
    expect((await lanes.people(ERROR, by('ada'))).status).toBe(200);
  });

  test('a call beyond the share is 429, whatever it is; others go on', async () => {
    await shares();
    for (const url of ['/', '/whoami', ERROR, ERROR, '/nowhere', '/api/no_such_method']) await lanes.people(url, by('grace'));
    expect((await lanes.people('/whoami', by('grace'))).status).toBe(429);
    expect((await lanes.people('/whoami', by('ada'))).status).toBe(200);
  });

  test('what others make a browser ask for takes nothing from its owner\'s changes', async () => {
    await shares();
    for (let calls = 0; calls < 3; calls += 1) expect((await lanes.people(MARK, by('ada'))).status).toBe(403);
    expect((await operate()).status).toBe(200);
  });

  test('workers have no share to use up', async () => {
    await shares();
    for (let calls = 0; calls < 10; calls += 1) expect((await work()).status).toBe(200);
  });
});
