import { CATALOGUE } from '../../../../images/gateway/src/luigi/catalogue';
import { by, dataOf, GatewayLanes, PROOF, TASKS } from '../../../support/gateway-lanes';

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
