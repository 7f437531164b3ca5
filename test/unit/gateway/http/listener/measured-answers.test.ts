import { request } from 'node:http';
import { NO_MEASURES, type CallKind } from '../../../../../images/gateway/src/metrics/measures';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { by, dataOf, GatewayLanes, PROOF, TASKS } from '../../../../support/gateway-lanes';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let lanes: GatewayLanes;
let answered: Array<readonly [CallKind, number]>;

beforeEach(async () => {
  answered = [];
  lanes = await GatewayLanes.start({ parts: { measures: { ...NO_MEASURES, answered: (...measured) => { answered.push(measured); } } } });
});
afterEach(() => lanes.stop());

const heard = () => waitFor(() => (answered.length > 0 ? answered : undefined), { what: 'the answer is measured' });

describe('how long answers took', () => {
  test.each<[string, CallKind, ...Parameters<GatewayLanes['people']>]>([
    ['a view', 'view', `/api/task_list?${dataOf({ status: '', upstream_status: '' })}`, by('ada')],
    ...['/history', '/history/by_id/1', '/tasklist', '/tasklist/DONE', '/metrics'].map((page): [string, CallKind, string, Record<string, string>] =>
      [`Luigi's page ${page}`, 'view', page, by('ada')]),
    ['a view that is refused', 'view', '/api/task_list', {}],
    ['a change', 'operate', '/api/re_enable_task', { ...by('ada'), ...PROOF, ...FORM }, { method: 'POST', body: dataOf({ task_id: TASKS.report.id }) }],
    ['a worker\'s call on the wrong lane', 'portal', '/api/get_work', by('ada'), { method: 'POST' }],
    ['no call at all', 'portal', '/api/__proto__', by('ada')],
    ['a page of ours', 'portal', '/', by('ada')],
    ['no page at all', 'portal', '/nothing', by('ada')],
  ])('is told of %s as of kind %s', async (_what, kind, ...asked) => {
    await lanes.people(...asked);

    expect(await heard()).toEqual([[kind, expect.any(Number)]]);
    expect(answered[0]?.[1]).toBeGreaterThan(0);
  });

  test('is told of all calls on the workers\' lane, also of refused ones', async () => {
    await lanes.workers('/api/ping', { ...by('worker'), ...FORM }, { method: 'POST', body: dataOf({ worker: 'w1' }) });
    await lanes.workers('/nothing');
    await waitFor(() => (answered.length >= 2 ? true : undefined), { what: 'both are measured' });

    expect(answered.map(([kind]) => kind)).toEqual(['worker', 'worker']);
  });

  test('is not told of health checks: a balancer\'s quick ones would hide people\'s slow ones', async () => {
    await lanes.people('/livez');
    await lanes.people('/healthz');
    await lanes.people('/', by('ada'));

    expect((await heard()).map(([kind]) => kind)).toEqual(['portal']);
  });

  test('is told of whoever went away before the end', async () => {
    const release = lanes.luigid.hold();
    const asking = request({
      host: '127.0.0.1', port: lanes.peoplePort, method: 'POST', path: '/api/re_enable_task',
      headers: { ...by('ada'), ...PROOF, ...FORM },
    }).on('error', () => undefined);
    asking.end(dataOf({ task_id: TASKS.report.id }));
    await lanes.decisions.taken(1);
    asking.destroy();

    expect((await heard()).map(([kind]) => kind)).toEqual(['operate']);
    release();
  });
});
