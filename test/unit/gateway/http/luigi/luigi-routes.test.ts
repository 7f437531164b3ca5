import { CATALOGUE } from '../../../../../images/gateway/src/luigi/calls/catalogue';
import { by, dataOf, GatewayLanes, PROOF, TASKS } from '../../../../support/gateway-lanes';

const MARK = `/api/mark_as_done?${dataOf({ task_id: TASKS.report.id })}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const PAGES = ['/history', '/history/by_id/1', '/history/by_name/etl.Clean', '/tasklist', '/tasklist/RUNNING', '/metrics'];
const methods = (kind: string): string[] => [...CATALOGUE.values()].filter((each) => each.kind === kind).map(({ name }) => name);
/** Arguments that the method takes: what is refused then is the method. */
const dataFor = (method: string): string => dataOf(Object.fromEntries(Object.entries(CATALOGUE.get(method)?.args ?? {})
  .filter(([, { required }]) => required).map(([name, { type }]) => [name, ['a', 1, [], {}].find((value) => type.accepts(value))])));

let lanes: GatewayLanes;
beforeEach(async () => { lanes = await GatewayLanes.start(); });
afterEach(() => lanes.stop());

describe('people', () => {
  test('see what their mappings name, and the same of what is hidden as of what is not', async () => {
    const error = (id: string) => lanes.people(`/api/fetch_error?${dataOf({ task_id: id })}`, by('grace'));
    expect((await error(TASKS.report.id)).text).toContain(TASKS.report.marker);
    const [hidden, unknown] = [await error(TASKS.clean.id), await error('etl.Never_1')];
    expect([hidden.status, hidden.code]).toEqual([404, 'no-such-task']);
    const told = ({ text }: { readonly text: string }) => ({ ...JSON.parse(text), instance: '', requestId: '' });
    expect(told(hidden)).toEqual(told(unknown));
  });

  test.each(Object.keys(PROOF))('with a cookie session change nothing without the header %s', async (header) => {
    const headers = Object.fromEntries(Object.entries(PROOF).filter(([name]) => name !== header));
    expect(await lanes.people(MARK, { ...by('ada'), ...headers })).toMatchObject({ status: 403, code: 'origin-not-proved' });
    expect(lanes.luigid.calls).toEqual([]);
  });

  test('with a bearer token need no proof of origin', async () => {
    expect((await lanes.people(MARK, by('ada by bearer'))).status).toBe(200);
  });

  test.each(methods('worker'))('never call %s, which is for workers', async (method) => {
    expect(await lanes.people(`/api/${method}`, { ...by('ada'), ...PROOF, ...FORM }, { method: 'POST', body: dataFor(method) }))
      .toMatchObject({ status: 403, code: 'worker-only' });
    expect(lanes.luigid.calls).toEqual([]);
  });

  test('are told 404 of a call that luigid does not have', async () => {
    expect(await lanes.people('/api/dump', { ...by('ada'), ...PROOF })).toMatchObject({ status: 404, code: 'unknown-method' });
  });

  test.each(PAGES)('get %s by a view grant on everything only', async (page) => {
    expect((await lanes.people(page, by('ada'))).text).toBe('<table>all tasks</table>');
    expect(lanes.decisions.records).toMatchObject([{ outcome: 'allow', action: 'view', mapping: 'operators' }]);
    for (const person of ['grace', 'alan'] as const) expect(await lanes.people(page, by(person))).toMatchObject({ status: 403, code: 'not-granted' });
  });
});

describe('people who ask by HEAD', () => {
  test.each(['/', '/whoami', '/sign-out', '/signed-out', '/favicon.ico', '/healthz', ...PAGES])('get of %s what GET gets, without its body', async (page) => {
    const whole = await lanes.people(page, by('ada'));
    const head = await lanes.people(page, by('ada'), { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-type': whole.headers['content-type'], 'content-length': `${Buffer.byteLength(whole.text)}` } });
  });

  test.each(PAGES)('are judged and recorded as by GET: %s', async (page) => {
    const given = await lanes.people(page, by('ada'), { method: 'HEAD' });
    const refused = await lanes.people(page, by('grace'), { method: 'HEAD' });
    expect([given.status, refused.status, refused.text]).toEqual([200, 403, '']);
    expect(lanes.decisions.records).toMatchObject([
      { outcome: 'allow', action: 'view', mapping: 'operators' }, { outcome: 'deny', action: 'view', reason: 'not-granted', principal: 'user:grace' },
    ]);
  });

  test.each([...CATALOGUE.keys()])('are refused %s, with a record, and luigid is asked nothing', async (method) => {
    for (const query of ['', `?${dataFor(method)}`]) {
      const answer = await lanes.people(`/api/${method}${query}`, { ...by('ada'), ...PROOF }, { method: 'HEAD' });
      expect(answer).toMatchObject({ status: 405, text: '', headers: { allow: 'GET, POST' } });
    }
    expect(lanes.decisions.records).toMatchObject(Array(2).fill({ outcome: 'deny', reason: 'method-not-allowed', method, principal: 'user:ada' }));
    expect(lanes.luigid.calls).toEqual([]);
  });

  test('are refused on the worker lane, too', async () => {
    expect((await lanes.workers(`/api/add_worker?${dataFor('add_worker')}`, by('worker'), { method: 'HEAD' })).status).toBe(405);
    expect(lanes.luigid.calls).toEqual([]);
  });
});

describe('a page of another site', () => {
  const CROSS_SITE = { 'sec-fetch-site': 'cross-site' };
  const LOADED = { ...CROSS_SITE, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
  const FRAMED = { ...CROSS_SITE, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
  const LINKED = { ...CROSS_SITE, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const LIST = `/api/task_list?${dataOf({})}`;

  test.each([
    ...[LOADED, FRAMED, LINKED, CROSS_SITE].map((headers) => [LIST, headers] as const),
    ...PAGES.flatMap((page) => [[page, LOADED], [page, FRAMED]] as const),
  ])('does not make the gateway work by asking for %s with %j: refused, with a record', async (address, headers) => {
    expect(await lanes.people(address, { ...by('ada'), ...headers })).toMatchObject({ status: 403, code: 'cross-site' });
    expect(lanes.decisions.records).toMatchObject([{ outcome: 'deny', action: 'view', reason: 'cross-site', principal: 'user:ada' }]);
    expect(lanes.luigid.calls).toEqual([]);
  });

  test.each(['/', ...PAGES])('may link to %s', async (page) => {
    expect((await lanes.people(page, { ...by('ada'), ...LINKED })).status).toBe(200);
  });

  test.each([
    ['an address that was typed in', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }], ['our own page', PROOF], ['a script', {}],
  ])('is not what %s is: views are given', async (_what, headers) => {
    expect((await lanes.people(LIST, { ...by('ada'), ...headers })).status).toBe(200);
  });
});

describe('workers', () => {
  test.each(methods('operate'))('never call %s, which is for people', async (method) => {
    expect(await lanes.workers(`/api/${method}`, { ...by('worker'), ...FORM }, { method: 'POST', body: dataFor(method) }))
      .toMatchObject({ status: 403, code: 'people-only' });
    expect(lanes.luigid.calls).toEqual([]);
  });

  test('see every task', async () => {
    expect((await lanes.workers(`/api/fetch_error?${dataOf({ task_id: TASKS.clean.id })}`, by('worker'))).text).toContain(TASKS.clean.marker);
    expect(lanes.decisions.records).toMatchObject([{ outcome: 'allow', reason: 'worker-credential', lane: 'workers', change: false }]);
  });

  test.each(['/', '/whoami', '/sign-out', '/signed-out', ...PAGES])('have no page %s', async (page) => {
    expect((await lanes.workers(page, by('worker'))).status).toBe(404);
  });
});
