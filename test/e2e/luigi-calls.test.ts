import { parseCall } from '../../images/gateway/src/luigi/calls/call';
import { CATALOGUE } from '../../images/gateway/src/luigi/calls/catalogue';
import { judgeOperate, shapeOperateAnswer } from '../../images/gateway/src/luigi/calls/change';
import { assertLuigiPage, fetchLuigiPage } from '../../images/gateway/src/luigi/calls/pages';
import { LuigidClient } from '../../images/gateway/src/luigi/client/luigid-client';
import type { Luigid } from '../../images/gateway/src/luigi/client/upstream';
import { BareLuigid } from '../support/luigi/bare-luigid';
import { accessTo, aCall, aPost, problemOf, viewed } from '../support/luigi/calls';

/** Stands in all that a limited caller must not see. */
const MARK = 'PLANTED';

describe('calls to the real luigid', () => {
  let luigid: BareLuigid;
  let client: Luigid;

  /** As a stock worker asks: through the worker lane's parser. */
  const work = async (method: string, args: Record<string, unknown>): Promise<unknown> => {
    const call = parseCall(aPost(method, args));
    return client.ask(call.method.name, call.args);
  };
  const add = (family: string, id: string, over: Record<string, unknown> = {}): Promise<unknown> =>
    work('add_task', { worker: 'w1', task_id: id, family, params: { p: `value-of-${id}` }, deps: [], ...over });
  const see = async (view: string[], method: string, args: Record<string, unknown> = {}): Promise<string> =>
    (await viewed(aCall(method, args), accessTo({ view }), client)).answer.body.toString();
  const seen = async (view: string[], method: string, args: Record<string, unknown> = {}): Promise<Record<string, Record<string, unknown>>> =>
    (JSON.parse(await see(view, method, args)) as { response: Record<string, Record<string, unknown>> }).response;

  beforeAll(async () => {
    luigid = await BareLuigid.start();
    client = new LuigidClient({ url: luigid.url }).people;
    await work('add_worker', { worker: 'w1', info: [['workers', 2], ['host', `${MARK}-host`], ['username', `${MARK}-user`], ['first_task', 'etl.Report_1']] });
    await work('add_worker', { worker: `${MARK}-w2`, info: [['workers', 2], ['first_task', `etlx.Job_${MARK}`]] });
    await work('update_resources', { slots: 5 });
    // etl.Report_1 -> etl.Clean_1 -> etlx.Job_PLANTED -> etl.Raw_1, and a dependency that was never announced
    await add('etl.Raw', 'etl.Raw_1');
    await add('etlx.Job', `etlx.Job_${MARK}`, {
      deps: ['etl.Raw_1'], tracking_url: `http://${MARK}/`, params: { p: `${MARK}-value` }, resources: { slots: 1 }, worker: `${MARK}-w2`, priority: 10,
    });
    await add('etl.Clean', 'etl.Clean_1', { deps: [`etlx.Job_${MARK}`, `etl.Never_${MARK}`] });
    await add('etl.Report', 'etl.Report_1', { deps: ['etl.Clean_1', 'etl.Raw_1'] });
    await add('A', `A_B_C_${MARK}`);
    await add('A_B', 'A_B_C_2');
    await work('set_task_status_message', { task_id: `etlx.Job_${MARK}`, status_message: `${MARK}-message` });
    await add('etlx.Fails', `etlx.Fails_${MARK}`, { status: 'FAILED', expl: `"${MARK}-trace"`, worker: `${MARK}-w2` });
    await add('etl.Fails', 'etl.Fails_1', { status: 'FAILED', expl: '"trace of etl"' });
    await work('add_task', { worker: `${MARK}-w2`, task_id: `etlx.Job_${MARK}`, status: 'RUNNING' });
    await add('etl.Runs', 'etl.Runs_1', { status: 'RUNNING', resources: { slots: 2 } });
  });
  afterAll(async () => {
    await client?.close();
    await luigid?.stop();
  });

  const ABOUT = ['etl.Report_1', `etlx.Job_${MARK}`, `etl.Never_${MARK}`, `A_B_C_${MARK}`, 'A_B_C_2', 'never'];
  const viewCalls = [...CATALOGUE.values()].filter(({ kind }) => kind === 'view').flatMap(({ name, about }) => {
    if (name === 'task_search') return ['etl', '_', 'Job', 'A_B'].map((task_str) => [name, { task_str }] as const);
    if (name === 'task_list') return [{}, { limit: false }, { search: 'value' }, { status: 'RUNNING' }, { status: 'PENDING', upstream_status: 'UPSTREAM_RUNNING' }].map((args) => [name, args] as const);
    return about.on === 'task' ? ABOUT.map((task_id) => [name, { task_id }] as const) : [[name, {}] as const];
  });

  test.each(viewCalls)('%s %j tells a limited caller nothing of other families', async (method, args) => {
    for (const view of [['etl.*', 'A_B'], ['A_B'], ['etl.Report'], ['none.*']]) {
      let told: string;
      try {
        told = await see(view, method, args);
      } catch (error) {
        told = `${String(error)} ${JSON.stringify(error)}`;
      }
      expect(told).not.toContain(MARK);
      expect(told).not.toMatch(/"etlx/);
      if (!view.includes('etl.*')) expect(told).not.toContain('etl.Clean');
    }
  });

  test('every task of the caller\'s families is in the list, and nothing else', async () => {
    expect(Object.keys(await seen(['etl.*'], 'task_list')).sort()).toEqual(['etl.Clean_1', 'etl.Fails_1', 'etl.Raw_1', 'etl.Report_1', 'etl.Runs_1']);
    expect(Object.keys(await seen(['A'], 'task_list'))).toEqual([`A_B_C_${MARK}`]);
    expect(Object.keys(await seen(['A_B'], 'task_list'))).toEqual(['A_B_C_2']);
    expect(await seen(['*'], 'task_list')).toEqual(await client.ask('task_list', {}));
    const whole = await client.ask('task_list', {}) as Record<string, unknown>;
    expect((await seen(['etl.*'], 'task_list'))['etl.Runs_1']).toEqual(whole['etl.Runs_1']);
  });

  test('the graph ends in restricted leaves where it leaves the caller\'s families, and does not go on behind them', async () => {
    const graph = await seen(['etl.Report', 'etl.Clean'], 'dep_graph', { task_id: 'etl.Report_1' });
    expect(Object.fromEntries(Object.entries(graph).map(([id, { name, deps }]) => [id, { name, deps }]))).toEqual({
      'etl.Report_1': { name: 'etl.Report', deps: ['etl.Clean_1', 'restricted-1'] },
      'etl.Clean_1': { name: 'etl.Clean', deps: ['restricted-2', 'restricted-3'] },
      'restricted-1': { name: 'restricted', deps: [] },
      'restricted-2': { name: 'restricted', deps: [] },
      'restricted-3': { name: 'restricted', deps: [] },
    });
    expect(graph['etl.Report_1']).toMatchObject({ display_name: 'etl.Report(p=value-of-etl.Report_1)' });
    const inverse = await seen(['etl.*'], 'inverse_dep_graph', { task_id: 'etl.Raw_1' });
    expect(Object.keys(inverse).sort()).toEqual(['etl.Raw_1', 'etl.Report_1', 'restricted-1']);
  });

  test('a task outside the view and one that never was are the same to a limited caller', async () => {
    for (const method of ['fetch_error', 'get_task_status_message', 'get_task_progress_percentage', 'get_running_task_resources']) {
      const problems = await Promise.all(ABOUT.slice(1, 4).concat('never').map((task_id) => problemOf(() => see(['etl.*'], method, { task_id }))));
      expect(new Set(problems.map(({ status, code, message, extensions }) => JSON.stringify([status, code, message, extensions]))).size).toBe(1);
      expect(problems[0]).toMatchObject({ status: 404, code: 'no-such-task' });
    }
  });

  test('a worker is seen by what it runs, with only that counted', async () => {
    expect(await seen(['etl.*'], 'worker_list')).toMatchObject([
      { name: 'w1', workers: 2, first_task: 'etl.Report_1', num_running: 1, running: { 'etl.Runs_1': { name: 'etl.Runs' } } },
    ]);
    expect(await seen(['etl.*'], 'resource_list')).toMatchObject([{ name: 'slots', num_total: 5, num_consumer: 1, running: { 'etl.Runs_1': {} } }]);
  });

  test('a failed task\'s trace is told to who may see its family', async () => {
    expect(await seen(['etl.*'], 'fetch_error', { task_id: 'etl.Fails_1' })).toMatchObject({ error: '"trace of etl"', taskFamily: 'etl.Fails' });
  });

  test('an operator of a family forgives its failures and no others\'', async () => {
    const access = accessTo({ view: ['etl.*'], operate: ['etl.*'] });
    const refused = await problemOf(() => judgeOperate(aCall('forgive_failures', { task_id: `etlx.Fails_${MARK}` }), access, client));
    expect(refused).toMatchObject({ status: 404, code: 'no-such-task' });
    const call = aCall('forgive_failures', { task_id: 'etl.Fails_1' });
    await expect(judgeOperate(call, access, client)).resolves.toEqual({ mapping: 'granted', family: 'etl.Fails', taskId: 'etl.Fails_1' });
    const answer = shapeOperateAnswer(call, access, await client.call(call.method.name, call.args));
    expect(JSON.parse(answer.body.toString())).toEqual({ response: { task_id: 'etl.Fails_1', status: 'PENDING' } });
  });

  test('a task that is re-enabled does not tell what it depends on', async () => {
    await add('etl.Off', 'etl.Off_1', {
      deps: [`etlx.Job_${MARK}`], status: 'FAILED', expl: '""', retry_policy_dict: { retry_count: 1, disable_hard_timeout: null, disable_window: 100 },
    });
    // The policy holds from the first announcement on
    await add('etl.Off', 'etl.Off_1', { deps: [`etlx.Job_${MARK}`], status: 'FAILED', expl: '""', retry_policy_dict: { retry_count: 1 } });
    await add('etl.Off', 'etl.Off_1', { deps: [`etlx.Job_${MARK}`], status: 'FAILED', expl: '""', retry_policy_dict: { retry_count: 1 } });
    expect(await seen(['etl.*'], 'task_list', { status: 'DISABLED' })).toMatchObject({ 'etl.Off_1': { re_enable_able: true } });
    const call = aCall('re_enable_task', { task_id: 'etl.Off_1' });
    const answer = await client.call(call.method.name, call.args);
    expect(answer.body.toString()).toContain(MARK);
    const told = shapeOperateAnswer(call, accessTo({ view: ['etl.*'] }), answer).body.toString();
    expect(told).not.toContain(MARK);
    expect(JSON.parse(told)).toMatchObject({ response: { name: 'etl.Off', status: 'FAILED', deps: [] } });
  });

  test('a message goes to the worker that runs the task', async () => {
    const to = (worker: string): ReturnType<typeof aCall> => aCall('send_scheduler_message', { worker, task: 'etl.Runs_1', content: 'hello' });
    const access = accessTo({ operate: ['etl.*'] });
    await expect(judgeOperate(to('w1'), access, client)).resolves.toMatchObject({ family: 'etl.Runs' });
    expect(await problemOf(() => judgeOperate(to(`${MARK}-w2`), access, client))).toMatchObject({ status: 409 });
  });

  test('arguments reach luigid as they were judged, whatever they hold', async () => {
    const params = { quote: '"&data={}%22', unicode: '\u00e9\u2028\ud83d\ude00', control: '\u0000\u0007', plus: 'a+b c', '__proto__x': 'p' };
    await add('etl.Odd', 'etl.Odd_1', { params });
    expect((await seen(['etl.*'], 'fetch_error', { task_id: 'etl.Odd_1' })).taskParams).toEqual(params);
  });

  test('no call that passes makes luigid fail', async () => {
    const calls: [string, Record<string, unknown>][] = [
      ['add_task_batcher', { worker: 'w1', task_family: 'etl.Raw', batched_args: ['p'], max_batch_size: 5 }],
      ['announce_scheduling_failure', { worker: 'w1', task_name: 't', family: 'etl.Raw', params: {}, expl: 'e', owners: [] }],
      ['get_work', { worker: 'w9', host: 'h', assistant: false, current_tasks: [] }],
      ['ping', { worker: 'w1', more: 1 }], ['count_pending', { worker: 'w1' }], ['set_task_progress_percentage', { task_id: 'etl.Raw_1', progress_percentage: 3 }],
      ['decrease_running_task_resources', { task_id: 'etl.Raw_1', decrease_resources: { slots: 1 } }],
      ['add_scheduler_message_response', { task_id: 'etl.Raw_1', message_id: 'm', response: 'r' }],
      ['update_metrics_task_started', { task: {} }], ['report_task_statistics', { task_id: 'etl.Raw_1', statistics: {} }], ['prune', {}],
    ];
    for (const [method, args] of calls) await expect(work(method, args)).resolves.toBeDefined();
    const operated: [string, Record<string, unknown>][] = [
      ['pause', {}], ['unpause', {}], ['update_resource', { resource: 'slots', amount: 6 }], ['set_worker_processes', { worker: 'w9', n: 2 }],
      ['get_scheduler_message_response', { task_id: 'etl.Raw_1', message_id: 'm' }], ['disable_worker', { worker: 'w9' }],
      ['mark_as_done', { task_id: 'etl.Raw_1' }], ['send_scheduler_message', { worker: 'w1', task: 'etl.Runs_1', content: 'c' }],
    ];
    for (const [method, args] of operated) await expect(client.ask(method, aCall(method, args).args)).resolves.toBeDefined();
  });

  test('the pages say that there is no history, and metrics can be had', async () => {
    expect(await problemOf(() => fetchLuigiPage(assertLuigiPage('/history', ''), client))).toMatchObject({ status: 404, code: 'no-task-history' });
    await expect(fetchLuigiPage(assertLuigiPage('/metrics', ''), client)).resolves.toMatchObject({ status: 200 });
    await expect(client.isAlive()).resolves.toBe(true);
  });

  test('the limit of a list counts what the caller may see', async () => {
    for (let start = 0; start < 1200; start += 100) {
      await Promise.all([...Array(100).keys()].map((n) => add(n % 2 ? 'many.Mine' : `many.${MARK}`, `many_${start + n}`)));
    }
    expect(await seen(['many.Mine'], 'task_list', { max_shown_tasks: 599 })).toEqual({ num_tasks: 600 });
    expect(Object.keys(await seen(['many.Mine'], 'task_list', { max_shown_tasks: 600 }))).toHaveLength(600);
    expect(Object.keys(await seen(['many.Mine'], 'task_list', { max_shown_tasks: 10, limit: false }))).toHaveLength(600);
    expect(await seen(['*'], 'task_list', { max_shown_tasks: 1000 })).toEqual({ num_tasks: expect.any(Number) });
  });
});
