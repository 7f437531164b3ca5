import { RevocationStore } from '../../../../images/gateway/src/access/revocation-store';
import { Problem } from '../../../../images/gateway/src/problem';
import { FakeSource } from '../../../support/access/mappings';
import { by, dataOf, GatewayLanes, PROOF, TASKS } from '../../../support/gateway-lanes';
import { ManualClock } from '../../../support/manual-clock';

const ERROR = `/api/fetch_error?${dataOf({ task_id: TASKS.report.id })}`;
const LIST = `/api/task_list?${dataOf({ status: 'FAILED', upstream_status: '' })}`;
const MARK = `/api/mark_as_done?${dataOf({ task_id: TASKS.report.id })}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let lanes: GatewayLanes;
const source = new FakeSource([]);
const clock = new ManualClock();
const revocations = new RevocationStore({ source, clock, log: { info: () => undefined, warn: () => undefined, error: () => undefined } });

async function shutOut(...principals: string[]): Promise<void> {
  source.content = [{ name: 'revoked', text: JSON.stringify({ version: 1, revoked: principals.map((principal) => ({ principal, reason: 'told to nobody' })) }) }];
  await revocations.refresh();
}

beforeEach(async () => {
  lanes = await GatewayLanes.start({
    env: { GATEWAY_SIGN_OUT_URL: '' }, parts: { revocations, health: [{ name: 'revocations', health: () => revocations.health }] },
  });
  await shutOut();
});
afterEach(() => lanes.stop());
afterAll(() => revocations.close());

const leave = (headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }) =>
  lanes.people('/sign-out', { ...by('ada'), 'content-length': '0', ...headers }, { method: 'POST' });

const PEOPLE_PATHS = ['/', '/whoami', ERROR, LIST, '/tasklist', '/history', '/api/no_such_method', '/nowhere', '/api/pause'];

describe('who is shut out', () => {
  test.each(PEOPLE_PATHS)('is refused %s, by any of their principals, and that is on record with who it was', async (path) => {
    for (const principal of ['user:ada', 'group:engineers']) {
      await shutOut(principal);
      lanes.decisions.records.length = 0;
      lanes.events.length = 0;
      const answer = await lanes.people(path, { ...by('ada'), ...PROOF });
      expect([answer.status, answer.code]).toEqual([403, 'principal-revoked']);
      expect(answer.text).not.toMatch(/told to nobody|user:|group:/);
      expect(lanes.decisions.records).toMatchObject([{ outcome: 'deny', reason: 'principal-revoked', status: 403, principal: 'user:ada', session: 'cookie', mapping: null, lane: 'people' }]);
      expect(lanes.events).toEqual(['decision deny principal-revoked 403']);
    }
  });

  test('is refused by a token just as by a session, and changes nothing', async () => {
    await shutOut('user:ada');
    for (const caller of ['ada', 'ada by bearer'] as const) {
      expect(await lanes.people(MARK, { ...by(caller), ...PROOF })).toMatchObject({ status: 403, code: 'principal-revoked' });
    }
    expect(lanes.luigid.calls).toEqual([]);
  });

  test('is told so in a browser, by a page', async () => {
    await shutOut('user:ada');
    const { status, headers, text } = await lanes.people('/', { ...by('ada'), accept: 'text/html', 'sec-fetch-mode': 'navigate' });
    expect([status, headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(text).toContain('Your access to this service was withdrawn: ask whoever runs it.');
  });

  test('may sign out all the same: that is on record, and their page has the button', async () => {
    await shutOut('user:ada');
    const { text } = await lanes.people('/', { ...by('ada'), accept: 'text/html', 'sec-fetch-mode': 'navigate' });
    expect(text).toContain('<form method="post" action="/sign-out"><button>Sign out</button></form>');
    expect(text).not.toContain('Go to the start page');
    lanes.decisions.records.length = 0;
    expect(await leave()).toMatchObject({ status: 303, headers: { 'location': '/signed-out', 'set-cookie': expect.arrayContaining([expect.stringMatching(/^AWSELBAuthSessionCookie-0=; Path=\/; Max-Age=0;/)]) } });
    expect(lanes.decisions.records).toMatchObject([{ outcome: 'allow', reason: 'signed-in', action: 'page', method: 'sign-out', principal: 'user:ada' }]);
  });

  test('is signed out by no page of another site', async () => {
    await shutOut('user:ada');
    expect(await leave({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403, code: 'origin-not-proved', headers: expect.not.objectContaining({ 'set-cookie': expect.anything() }) });
  });

  test('gets nothing of what is shared, kept, or known to the browser already', async () => {
    const before = await lanes.people(LIST, by('ada'));
    expect(before.status).toBe(200);
    await shutOut('user:ada');
    for (const headers of [{}, { 'if-none-match': String(before.headers.etag) }]) {
      expect(await lanes.people(LIST, { ...by('ada'), ...headers })).toMatchObject({ status: 403, code: 'principal-revoked' });
    }
    // The very same, for whoever may.
    expect((await lanes.people(LIST, by('grace'))).status).toBe(200);
  });

  test('is refused before their calls are counted: a refusal takes nothing from a fair share that is theirs again', async () => {
    await shutOut('user:ada');
    const { headers } = await lanes.people(ERROR, by('ada'));
    expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([]);
  });

  test('is a stranger to /healthz: how it is, and no details', async () => {
    expect(JSON.parse((await lanes.people('/healthz', by('ada'))).text)).toHaveProperty('parts');
    await shutOut('user:ada');
    expect(JSON.parse((await lanes.people('/healthz', by('ada'))).text)).toEqual({ status: 'ok' });
  });

  test('is let in again when taken out of the document', async () => {
    await shutOut('user:ada');
    expect((await lanes.people(ERROR, by('ada'))).status).toBe(403);
    await shutOut('user:grace');
    expect((await lanes.people(ERROR, by('ada'))).status).toBe(200);
  });

  test('is nobody else', async () => {
    await shutOut('user:ada', 'worker:ada', 'group:operators');
    expect((await lanes.people(ERROR, by('grace'))).status).toBe(200);
    expect((await lanes.workers('/api/add_task', { ...by('worker'), ...FORM }, { method: 'POST', body: dataOf({ task_id: 'a', worker: 'w1' }) })).status).toBe(200);
  });

  test('whose change was allowed a moment before has it done: the next is refused', async () => {
    const release = lanes.luigid.hold();
    const first = lanes.people(MARK, { ...by('ada'), ...PROOF });
    await lanes.decisions.taken(1);
    await shutOut('user:ada');
    release();
    // What had been allowed goes on to its end; the next is refused.
    expect((await first).status).toBe(200);
    expect(await lanes.people(MARK, { ...by('ada'), ...PROOF })).toMatchObject({ status: 403, code: 'principal-revoked' });
  });
});

describe('a worker who is shut out', () => {
  const work = (method: string) => lanes.workers(`/api/${method}`, { ...by('worker'), ...FORM }, { method: 'POST', body: dataOf({ task_id: 'a', worker: 'w1' }) });

  test.each(['add_task', 'get_work', 'ping', 'no_such_method'])('is refused %s, and that is on record', async (method) => {
    await shutOut('worker:pipeline');
    expect(await work(method)).toMatchObject({ status: 403, code: 'principal-revoked' });
    expect(lanes.decisions.records).toMatchObject([{ outcome: 'deny', reason: 'principal-revoked', principal: 'worker:pipeline', lane: 'workers' }]);
    expect(lanes.luigid.calls).toEqual([]);
  });
});

describe('where it is not known who is shut out', () => {
  const unknown = { shutsOut: () => { throw new Problem(503, 'revocations-unavailable', 'not known'); } };

  test('nobody is let in on either lane, and that is on record', async () => {
    await lanes.stop();
    lanes = await GatewayLanes.start({ parts: { revocations: unknown } });
    for (const path of PEOPLE_PATHS) expect(await lanes.people(path, { ...by('ada'), ...PROOF })).toMatchObject({ status: 503, code: 'revocations-unavailable' });
    expect(await lanes.workers('/api/ping', { ...by('worker'), ...FORM }, { method: 'POST', body: dataOf({ worker: 'w1' }) })).toMatchObject({ status: 503, code: 'revocations-unavailable' });
    expect(lanes.decisions.records).toHaveLength(PEOPLE_PATHS.length + 1);
    expect(JSON.parse((await lanes.people('/healthz', by('ada'))).text)).toEqual({ status: 'ok' });
    expect((await lanes.people('/livez')).status).toBe(200);
  });

  test('whoever is signed in may sign out', async () => {
    await lanes.stop();
    lanes = await GatewayLanes.start({ env: { GATEWAY_SIGN_OUT_URL: '' }, parts: { revocations: unknown } });
    expect(await leave()).toMatchObject({ status: 303, headers: { location: '/signed-out' } });
  });

  test.each(['/signed-out', '/sign-out', '/livez'])('%s needs no answer, as it needs no login', async (path) => {
    await lanes.stop();
    lanes = await GatewayLanes.start({ parts: { revocations: unknown } });
    expect((await lanes.people(path)).status).toBe(200);
  });
});
