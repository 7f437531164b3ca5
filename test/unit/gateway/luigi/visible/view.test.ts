import fc from 'fast-check';
import type { UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { SharedAnswers } from '../../../../../images/gateway/src/luigi/shared/shared-answers';
import { answerView } from '../../../../../images/gateway/src/luigi/visible/view';
import { accessTo, aCall, problemOf, viewed } from '../../../../support/luigi/calls';
import { FakeLuigid, type FakeTask, type FakeWorker } from '../../../../support/luigi/fake-luigid';

const ALL_VIEWS: readonly [method: string, args: (task: string) => Record<string, unknown>][] = [
  ['task_list', () => ({})],
  ['task_list', () => ({ limit: false, status: 'DONE' })],
  ['task_list', () => ({ max_shown_tasks: 2 })],
  ['task_search', () => ({ task_str: '_' })],
  ['graph', () => ({})],
  ['dep_graph', (task) => ({ task_id: task })],
  ['inverse_dep_graph', (task) => ({ task_id: task })],
  ['worker_list', () => ({})],
  ['worker_list', () => ({ include_running: false })],
  ['resource_list', () => ({})],
  ['fetch_error', (task) => ({ task_id: task })],
  ['get_task_status_message', (task) => ({ task_id: task })],
  ['get_task_progress_percentage', (task) => ({ task_id: task })],
  ['get_running_task_resources', (task) => ({ task_id: task })],
];

const FAMILIES = ['A', 'A_B', 'A_B_C', 'etl.Job', 'etl.daily.Job', 'etlx.Job', 'etl', 'report.Day'];
const somePatterns = fc.uniqueArray(fc.constantFrom('A', 'A_B', 'etl.*', 'etl.daily.*', 'etlx.Job', 'etl', 'report.*'), { minLength: 1 });

/** Tasks whose every trace is their marker: m0x, m1x, ... A family is '' where luigid knows the task only as a dependency. */
const someTasks: fc.Arbitrary<FakeTask[]> = fc.array(fc.record({
  family: fc.constantFrom(...FAMILIES, ''),
  deps: fc.array(fc.nat(14), { maxLength: 4 }),
  status: fc.constantFrom('PENDING' as const, 'RUNNING' as const, 'DONE' as const, 'FAILED' as const),
  worker: fc.constantFrom('w1', 'w2', 'w3'),
}), { maxLength: 12 }).map((tasks) => {
  const idOf = (index: number): string => `${tasks[index]?.family || 'A'}_m${index}x`;
  return tasks.map((task, index) => ({ ...task, id: idOf(index), marker: `m${index}x`, deps: [...new Set(task.deps.map(idOf))] }));
});

const someWorkers = (tasks: readonly FakeTask[]): FakeWorker[] => ['w1', 'w2', 'w3'].map((name, index) => ({
  name, firstTask: tasks[index]?.id ?? 'A_m99x', info: { workers: 2, host: 'secret-host', username: 'secret-user', future_field: 'secret-field' },
}));

describe('what a caller who is limited to families sees', () => {
  test('never holds a trace of a task outside them: not its id, parameters, messages, nor that it is there', async () => {
    await fc.assert(fc.asyncProperty(someTasks, somePatterns, fc.nat(14), async (tasks, view, about) => {
      const access = accessTo({ view });
      const hidden = (index: number): boolean => !tasks[index]?.family || !access.view.includes(tasks[index].family);
      for (const [method, argsFor] of ALL_VIEWS) {
        const args = argsFor(tasks[about]?.id ?? `A_m${about}x`);
        const luigid = new FakeLuigid(tasks, someWorkers(tasks));
        let told: string;
        try {
          told = (await viewed(aCall(method, args), access, luigid)).answer.body.toString();
        } catch (error) {
          told = (error as Error).message;
        }
        for (const found of told.matchAll(/m(\d+)x/g)) {
          if (hidden(Number(found[1]))) throw new Error(`${method} told of ${found[0]}: ${told}`);
        }
        expect(told).not.toMatch(/secret|future_field/);
      }
    }), { numRuns: 300 });
  }, 60_000);

  test('holds every task within them, word for word', async () => {
    await fc.assert(fc.asyncProperty(someTasks, somePatterns, async (tasks, view) => {
      const access = accessTo({ view });
      const luigid = new FakeLuigid(tasks, someWorkers(tasks));
      const whole = await luigid.ask('task_list', {}) as Record<string, { name: string }>;
      const { answer } = await viewed(aCall('task_list', {}), access, luigid);
      const expected = Object.fromEntries(Object.entries(whole).filter(([, { name }]) => name !== '' && access.view.includes(name)));
      expect(JSON.parse(answer.body.toString())).toEqual({ response: expected });
    }));
  });

  test('is in every graph a closed graph: each edge ends in a node, and restricted ones end there', async () => {
    await fc.assert(fc.asyncProperty(someTasks, somePatterns, fc.nat(11), async (tasks, view, about) => {
      for (const method of ['dep_graph', 'inverse_dep_graph', 'graph']) {
        const args = method === 'graph' ? {} : { task_id: tasks[about]?.id ?? 'none' };
        const { answer } = await viewed(aCall(method, args), accessTo({ view }), new FakeLuigid(tasks));
        const { response: nodes } = JSON.parse(answer.body.toString()) as { response: Record<string, { name: string; deps: string[] }> };
        for (const [id, node] of Object.entries(nodes)) {
          for (const dep of node.deps) expect(Object.keys(nodes)).toContain(dep);
          if (node.name !== 'restricted') continue;
          expect(id).toMatch(/^restricted-\d+$/);
          expect(node).toMatchObject({ deps: [], params: {}, status: 'UNKNOWN' });
        }
      }
    }));
  });

  test('is luigid\'s own bytes for who may view everything, in every call', async () => {
    const task = { id: 'A_m0x', family: 'A', marker: 'm0x', deps: ['B_m1x'], status: 'DONE', worker: 'w1' } as const;
    for (const [method, argsFor] of ALL_VIEWS) {
      const luigid = new FakeLuigid([task]);
      const { answer, mapping } = await viewed(aCall(method, argsFor(task.id)), accessTo({ view: ['*'] }), luigid);
      expect(luigid.calls).toMatchObject([{ method }]);
      expect(answer.body).toEqual((await luigid.call(method, argsFor(task.id))).body);
      expect(mapping).toBe('granted');
    }
  });

  test('is nothing without a view grant: luigid is not even asked', async () => {
    const luigid = new FakeLuigid([]);
    for (const [method, argsFor] of [...ALL_VIEWS, ['is_paused', () => ({})] as const]) {
      expect(await problemOf(() => viewed(aCall(method, argsFor('A_1')), accessTo({ operate: ['*'] }), luigid))).toMatchObject({ status: 403, code: 'not-granted' });
    }
    expect(luigid.calls).toEqual([]);
  });
});

describe('a limited caller', () => {
  const anEtlJob: FakeTask = { id: 'etl.Job_m0x', family: 'etl.Job', marker: 'm0x', deps: [], status: 'RUNNING', worker: 'w1' };
  const aSecret: FakeTask = { id: 'etlx.Job_m1x', family: 'etlx.Job', marker: 'm1x', deps: [], status: 'RUNNING', worker: 'w1' };
  const access = accessTo({ view: ['etl.*'] });
  const ask = async (tasks: FakeTask[], method: string, args: Record<string, unknown> = {}, workers: FakeWorker[] = []): Promise<unknown> => {
    const { answer } = await viewed(aCall(method, args), access, new FakeLuigid(tasks, workers));
    return (JSON.parse(answer.body.toString()) as { response: unknown }).response;
  };

  test.each(['fetch_error', 'get_task_status_message', 'get_task_progress_percentage', 'get_running_task_resources'])(
    'can\'t tell by %s whether a task that may not be seen exists', async (method) => {
      const [hidden, unknown] = await Promise.all([aSecret.id, 'etlx.Job_never'].map((id) => problemOf(() => ask([aSecret], method, { task_id: id }))));
      expect(hidden).toMatchObject({ status: 404, code: 'no-such-task' });
      expect({ ...unknown, message: unknown!.message }).toEqual({ ...hidden, message: hidden!.message });
    });

  test.each(['dep_graph', 'inverse_dep_graph'])('gets of a hidden root by %s what luigid answers of an unknown one', async (method) => {
    expect(await ask([aSecret], method, { task_id: aSecret.id })).toEqual({});
    expect(await ask([aSecret], method, { task_id: 'etlx.Job_never' })).toEqual({});
  });

  test('who tries out many limits has nothing made anew for each', async () => {
    const tasks = [...Array(5).keys()].map((n) => ({ ...anEtlJob, id: `etl.Job_${n}` }));
    const answers = new SharedAnswers(new FakeLuigid([...tasks, aSecret]));
    const renderings = await Promise.all([...Array(50).keys()].map(async (limit) =>
      (await answerView(aCall('task_list', { max_shown_tasks: limit + 1 }), access, answers)).rendering));
    expect(new Set(renderings).size).toBe(2);
    answers.close();
  });

  test('gets the number of visible tasks, where there are more than are shown', async () => {
    const tasks = [...Array(5).keys()].map((n) => ({ ...anEtlJob, id: `etl.Job_${n}` }));
    expect(await ask([...tasks, aSecret], 'task_list', { max_shown_tasks: 4 })).toEqual({ num_tasks: 5 });
    expect(Object.keys(await ask([...tasks, aSecret], 'task_list', { max_shown_tasks: 5 }) as object)).toHaveLength(5);
    expect(Object.keys(await ask([...tasks, aSecret], 'task_list', { max_shown_tasks: 4, limit: false }) as object)).toHaveLength(5);
    // Whatever luigid itself would have shown at most
    const secrets = [...Array(5).keys()].map((n) => ({ ...aSecret, id: `etlx.Job_${n}` }));
    expect(Object.keys(await ask([...secrets, ...tasks], 'task_list', { max_shown_tasks: 5 }) as object)).toHaveLength(5);
  });

  test('does not go on behind a restricted task', async () => {
    const behind = { ...anEtlJob, id: 'etl.Job_m2x', marker: 'm2x' };
    const graph = await ask([{ ...anEtlJob, deps: [aSecret.id] }, { ...aSecret, deps: [behind.id] }, behind], 'dep_graph', { task_id: anEtlJob.id });
    expect(Object.keys(graph as object)).toEqual([anEtlJob.id, 'restricted-1']);
  });

  test('finds a restricted task that two tasks need once', async () => {
    const tasks = [{ ...anEtlJob, deps: ['etl.Job_m2x', aSecret.id] }, { ...anEtlJob, id: 'etl.Job_m2x', deps: [aSecret.id] }, aSecret];
    const graph = await ask(tasks, 'dep_graph', { task_id: anEtlJob.id }) as Record<string, { deps: string[] }>;
    expect(graph[anEtlJob.id]!.deps).toEqual(['etl.Job_m2x', 'restricted-1']);
    expect(graph['etl.Job_m2x']!.deps).toEqual(['restricted-1']);
  });

  test('learns of a restricted task that there is one, and no more', async () => {
    const graph = await ask([{ ...anEtlJob, deps: [aSecret.id] }, aSecret], 'dep_graph', { task_id: anEtlJob.id }) as Record<string, unknown>;
    expect(graph['restricted-1']).toEqual({
      name: 'restricted', display_name: 'restricted', status: 'UNKNOWN', start_time: 'UNKNOWN', params: {}, deps: [], workers: [], resources: {}, priority: 0,
    });
  });

  test('can not tell by its place among others where the id of a restricted task would stand', async () => {
    const before = { ...aSecret, id: 'etl.A_m3x' };
    const visible = { ...anEtlJob, id: 'etl.Job_m2x' };
    const graph = await ask([{ ...anEtlJob, deps: [before.id, visible.id, aSecret.id] }, before, visible, aSecret], 'graph') as Record<string, { deps: string[] }>;
    expect(graph[anEtlJob.id]!.deps).toEqual([visible.id, 'restricted-1', 'restricted-2']);
  });

  test('can not tell by task_search which statuses hidden tasks have', async () => {
    expect(Object.keys(await ask([anEtlJob, { ...aSecret, status: 'FAILED' }], 'task_search', { task_str: '_' }) as object)).toEqual(['RUNNING']);
  });

  test('is not confused by a task of their own that is called restricted-1', async () => {
    const graph = await ask([{ ...anEtlJob, deps: ['restricted-1', aSecret.id] }, { ...anEtlJob, id: 'restricted-1' }, aSecret], 'dep_graph', { task_id: anEtlJob.id });
    expect(Object.keys(graph as object)).toEqual([anEtlJob.id, 'restricted-1', 'restricted-2']);
  });

  test('sees a worker by what it runs or began with, and of the others nothing', async () => {
    const worker = (name: string, firstTask: string): FakeWorker => ({ name, firstTask, info: { workers: 4, host: 'h' } });
    const workers = [worker('w1', aSecret.id), worker('w2', anEtlJob.id), worker('w3', aSecret.id)];
    expect(await ask([anEtlJob, aSecret], 'worker_list', {}, workers)).toMatchObject([
      { name: 'w1', first_task: '', first_task_display_name: '', workers: 4, num_running: 1, num_pending: 0, num_uniques: 0, num_unread_rpc_messages: 0 },
      { name: 'w2', first_task: anEtlJob.id, first_task_display_name: 'm0x', num_running: 0, running: {} },
    ]);
  });

  test('gets a long list of workers in each coding from one making: made again, it might say another thing', async () => {
    const workers = Array.from({ length: 300 }, (_, index) => ({ name: `w${index}`.padEnd(300, '.'), firstTask: anEtlJob.id, info: {} }));
    const luigid = new FakeLuigid([anEtlJob], workers);
    const { rendering } = await answerView(aCall('worker_list'), access, new SharedAnswers(luigid, { maxAgeMs: 0 }));
    const first = await rendering.plain();
    expect(first.length).toBeGreaterThan(64 * 1024);
    const calls = luigid.calls.length;
    expect(await rendering.plain()).toBe(first);
    expect(luigid.calls).toHaveLength(calls);
  });

  test('sees all resources, and of their consumers their own', async () => {
    expect(await ask([anEtlJob, aSecret], 'resource_list')).toMatchObject([
      { name: 'slots', num_total: 9, num_used: 2, num_consumer: 1, running: { [anEtlJob.id]: {} } },
    ]);
  });

  test('is not shown what a newer luigid tells of tasks besides, until someone has looked at it', async () => {
    const luigid = new FakeLuigid([]);
    jest.spyOn(luigid, 'call').mockResolvedValue({
      status: 200, contentType: 'application/json', body: Buffer.from('{"response": {"etl.Job_1": {"name": "etl.Job", "upstream": "etlx.Job_1"}}}'),
    });
    const { answer } = await viewed(aCall('task_list', {}), access, luigid);
    expect(JSON.parse(answer.body.toString())).toEqual({ response: { 'etl.Job_1': { name: 'etl.Job' } } });
  });

  test.each(['', '[]', '{}', '{"response": 3}', '{"response": {"a": {', '{"response": {"a": NaN, ', 'null'])('gets 502 and no detail where luigid\'s answer is %j', async (body) => {
    for (const method of ['task_list', 'graph', 'worker_list', 'task_search']) {
      const luigid = new FakeLuigid([]);
      jest.spyOn(luigid, 'call').mockResolvedValue({ status: 200, contentType: 'application/json', body: Buffer.from(body) });
      const args = method === 'task_search' ? { task_str: 'a' } : {};
      const answered = viewed(aCall(method, args), access, luigid);
      // Lists of nothing are an answer too
      if (method === 'worker_list' && ['[]', '{}', '{"response": 3}'].includes(body)) expect((await answered).answer.body.toString()).toBe('{"response":[]}');
      else expect(await problemOf(() => answered)).toMatchObject({ status: 502, code: 'scheduler-failed' });
    }
  });

  test('shares an answer with who asks the same with the same scope at the same moment', async () => {
    const luigid = new FakeLuigid([anEtlJob, aSecret]);
    const answers = new SharedAnswers(luigid, { maxAgeMs: 0 });
    const [first, second, other] = await Promise.all([['etl.*'], ['etl.*', 'etl.daily.*'], ['etlx.*']]
      .map((view) => viewed(aCall('task_list', {}), accessTo({ view }), answers)));
    expect(second!.answer.body).toBe(first!.answer.body);
    expect(other!.answer.body.toString()).toContain('m1x');
    expect(luigid.calls).toHaveLength(1);
  });

  test.each(ALL_VIEWS)('never gets by %s what was cut for another scope, though luigid answered both at once', async (method, argsFor) => {
    const luigid = new FakeLuigid([anEtlJob, aSecret], [{ name: 'w1', firstTask: anEtlJob.id, info: {} }]);
    const answers = new Map<string, UpstreamAnswer>();
    const real = luigid.call.bind(luigid);
    jest.spyOn(luigid, 'call').mockImplementation(async (name, args) => {
      const key = name + JSON.stringify(args);
      if (!answers.has(key)) answers.set(key, await real(name, args));
      return answers.get(key)!;
    });
    for (const [view, hidden] of [['etl.*', 'm1x'], ['etlx.*', 'm0x']] as const) {
      const told = await viewed(aCall(method, argsFor(aSecret.id)), accessTo({ view: [view] }), luigid)
        .then(({ answer }) => answer.body.toString(), String);
      expect(told).not.toContain(hidden);
    }
  });
});

describe('who may view everything and asks for a list of no more than so many tasks', () => {
  const tasks = ['etl.Job', 'report.Day', ''].map((family, index): FakeTask => (
    { id: `t_${index}`, family, marker: `m${index}x`, deps: [], status: 'DONE', worker: 'w1' }));
  const list = async (args: object, answers: SharedAnswers | FakeLuigid = new FakeLuigid(tasks)): Promise<unknown> =>
    JSON.parse((await viewed(aCall('task_list', { ...args }), accessTo({ view: ['*'] }), answers)).answer.body.toString());

  test('is told their number where there are more, and gets luigid\'s own bytes where there are not', async () => {
    expect(await list({ max_shown_tasks: 2 })).toEqual({ response: { num_tasks: 3 } });
    const own = JSON.parse((await new FakeLuigid(tasks).call('task_list', {})).body.toString()) as unknown;
    for (const args of [{ max_shown_tasks: 3 }, { max_shown_tasks: 2, limit: false }]) expect(await list(args)).toEqual(own);
  });

  test('asks luigid the same question, whatever the limit', async () => {
    const luigid = new FakeLuigid(tasks);
    const answers = new SharedAnswers(luigid);
    for (let limit = 0; limit < 50; limit += 1) await list({ max_shown_tasks: limit }, answers);
    expect(luigid.calls).toEqual([{ method: 'task_list', args: {} }]);
    answers.close();
  });

  test('gets the number that luigid tells in the place of a list', async () => {
    const luigid = new FakeLuigid([]);
    jest.spyOn(luigid, 'call').mockResolvedValue({ status: 200, contentType: 'application/json', body: Buffer.from('{"response": {"num_tasks": -1}}') });
    expect(await list({ max_shown_tasks: 1 }, luigid)).toEqual({ response: { num_tasks: -1 } });
  });
});

describe('a scheduler with more tasks than it shows', () => {
  const whole = (body: string): FakeLuigid => {
    const luigid = new FakeLuigid([]);
    jest.spyOn(luigid, 'call').mockResolvedValue({ status: 200, contentType: 'application/json', body: Buffer.from(body) });
    return luigid;
  };

  test('tells who may view everything their number, and a limited caller to ask for less', async () => {
    const luigid = whole('{"response": {"num_tasks": 100001}}');
    expect((await viewed(aCall('task_list', { limit: false }), accessTo({ view: ['*'] }), luigid)).answer.body.toString()).toContain('100001');
    const problem = await problemOf(() => viewed(aCall('task_list', { limit: false }), accessTo({ view: ['etl.*'] }), luigid));
    expect(problem).toMatchObject({ status: 422, code: 'too-many-tasks' });
    expect(problem.message).not.toContain('100001');
  });

  test('is not mistaken for one with a task of that name', async () => {
    const luigid = whole('{"response": {"num_tasks": {"name": "etl.Job"}}}');
    expect((await viewed(aCall('task_list'), accessTo({ view: ['etl.*'] }), luigid)).answer.body.toString()).toContain('etl.Job');
  });

  test.each([{ limit: false }, { max_shown_tasks: 1_000_000 }, { limit: true, max_shown_tasks: 0 }, { status: '', search: null }])(
    'is asked for no more than that by %j', async (args) => {
      for (const view of [['*'], ['etl.*']]) {
        const luigid = new FakeLuigid([]);
        await viewed(aCall('task_list', args), accessTo({ view }), luigid);
        expect(luigid.calls).toEqual([{ method: 'task_list', args: {} }]);
      }
    });
});
