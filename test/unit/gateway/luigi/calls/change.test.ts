import { judgeOperate, OperateRefusal, shapeOperateAnswer } from '../../../../../images/gateway/src/luigi/calls/change';
import type { Luigid, UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { accessTo, aCall, problemOf } from '../../../../support/luigi/calls';
import { FakeLuigid, type FakeTask } from '../../../../support/luigi/fake-luigid';

const aTask = (family: string, id: string): FakeTask => ({ id, family, marker: 'm', deps: [], status: 'RUNNING', worker: 'w1' });
const luigid = new FakeLuigid([aTask('A', 'A_B_C_1'), aTask('A_B', 'A_B_C_2'), aTask('etl.Job', 'etl.Job_1'), aTask('etlx.Job', 'etlx.Job_1'), aTask('', 'A_dep')]);
const ON_A_TASK = ['forgive_failures', 'mark_as_done', 're_enable_task'] as const;
const ON_THE_SCHEDULER: readonly [string, Record<string, unknown>][] = [
  ['pause', {}], ['unpause', {}], ['disable_worker', { worker: 'w1' }], ['set_worker_processes', { worker: 'w1', n: 2 }],
  ['update_resource', { resource: 'slots', amount: 1 }],
];

describe('operating a task', () => {
  test.each(ON_A_TASK)('%s is allowed by a grant on its family, as luigid knows it', async (method) => {
    await expect(judgeOperate(aCall(method, { task_id: 'A_B_C_1' }), accessTo({ operate: ['A'] }), luigid))
      .resolves.toEqual({ mapping: 'granted', family: 'A', taskId: 'A_B_C_1' });
  });

  test('is not allowed by a grant on a family that its id looks like', async () => {
    // A task of family A with parameter B_C, and one of family A_B with parameter C: their ids are alike
    await expect(judgeOperate(aCall('mark_as_done', { task_id: 'A_B_C_1' }), accessTo({ operate: ['A_B'] }), luigid)).rejects.toMatchObject({ status: 404 });
    await expect(judgeOperate(aCall('mark_as_done', { task_id: 'A_B_C_2' }), accessTo({ operate: ['A'] }), luigid)).rejects.toMatchObject({ status: 404 });
    await expect(judgeOperate(aCall('mark_as_done', { task_id: 'etlx.Job_1' }), accessTo({ operate: ['etl.*'] }), luigid)).rejects.toMatchObject({ status: 404 });
  });

  test('that one may view only is refused as not granted, with the family for the record', async () => {
    const refused = await problemOf(() => judgeOperate(aCall('mark_as_done', { task_id: 'etl.Job_1' }), accessTo({ view: ['etl.*'], operate: ['A'] }), luigid));
    expect(refused).toMatchObject({ status: 403, code: 'not-granted', family: 'etl.Job' });
    expect(refused).toBeInstanceOf(OperateRefusal);
  });

  test('that one may neither see nor operate is refused as an unknown one is', async () => {
    const refusals = await Promise.all(['etlx.Job_1', 'etlx.Job_never', 'A_dep'].map((id) =>
      problemOf(() => judgeOperate(aCall('mark_as_done', { task_id: id }), accessTo({ view: ['etl.*'], operate: ['A'] }), luigid))));
    expect(new Set(refusals.map(({ status, code, message }) => `${status} ${code} ${message}`)).size).toBe(1);
    expect(refusals[0]).toMatchObject({ status: 404, code: 'no-such-task' });
  });

  test('that luigid does not know is refused to who may operate everything, too', async () => {
    await expect(judgeOperate(aCall('mark_as_done', { task_id: 'A_never' }), accessTo({ view: ['*'], operate: ['*'] }), luigid)).rejects.toMatchObject({ status: 404 });
  });

  test('without any grant is refused without asking luigid', async () => {
    const unasked = new FakeLuigid([]);
    await expect(judgeOperate(aCall('mark_as_done', { task_id: 'A_1' }), accessTo({}), unasked)).rejects.toMatchObject({ status: 403 });
    expect(unasked.calls).toEqual([]);
  });

  test.each([
    ['goes with the workers for who may operate', { view: ['*'], operate: ['etl.*'] }, true],
    ['stands with the viewers for who may only view', { view: ['*'] }, false],
  ])('asks luigid for its family: that %s', async (_, rights, urgent) => {
    const asked: unknown[] = [];
    class Told extends FakeLuigid {
      override async familyOf(...[, options]: Parameters<Luigid['familyOf']>): Promise<undefined> {
        asked.push(options?.urgent);
      }
    }
    await problemOf(() => judgeOperate(aCall('mark_as_done', { task_id: 'etl.Job_1' }), accessTo(rights), new Told([])));
    expect(asked).toEqual([urgent]);
  });

  test('by message is allowed to the worker that runs it, and to no other', async () => {
    const message = (worker: string): ReturnType<typeof aCall> => aCall('send_scheduler_message', { worker, task: 'etl.Job_1', content: 'stop' });
    await expect(judgeOperate(message('w1'), accessTo({ operate: ['etl.*'] }), luigid)).resolves.toMatchObject({ family: 'etl.Job' });
    await expect(judgeOperate(message('w2'), accessTo({ operate: ['etl.*'] }), luigid)).rejects.toMatchObject({ status: 409, code: 'not-running-there' });
    await expect(judgeOperate(message('w2'), accessTo({ operate: ['*'] }), luigid)).resolves.toMatchObject({ family: 'etl.Job' });
  });
});

describe('operating the scheduler', () => {
  test.each(ON_THE_SCHEDULER)('%s needs leave on everything', async (method, args) => {
    await expect(judgeOperate(aCall(method, args), accessTo({ operate: ['*'] }), luigid)).resolves.toEqual({ mapping: 'granted' });
    await expect(judgeOperate(aCall(method, args), accessTo({ view: ['*'], operate: ['etl.*', 'A'] }), luigid)).rejects.toMatchObject({ status: 403, code: 'not-granted' });
  });
});

describe('what re_enable_task answers', () => {
  const call = aCall('re_enable_task', { task_id: 'etl.Job_1' });
  const answer = (response: unknown): UpstreamAnswer => ({ status: 200, contentType: 'application/json', body: Buffer.from(JSON.stringify({ response })) });
  const told = answer({ name: 'etl.Job', params: { p: 'mine' }, deps: ['secret_1'], other: 'secret' });

  test('is luigid\'s own for who may view everything', () => {
    expect(shapeOperateAnswer(call, accessTo({ view: ['*'] }), told)).toBe(told);
  });

  test('leaves the dependencies out for who may view the task', () => {
    const shaped = shapeOperateAnswer(call, accessTo({ view: ['etl.*'] }), told).body.toString();
    expect(JSON.parse(shaped)).toEqual({ response: { name: 'etl.Job', params: { p: 'mine' }, deps: [] } });
  });

  test('is empty for who may operate and not view it, and where luigid did nothing', () => {
    expect(JSON.parse(shapeOperateAnswer(call, accessTo({ operate: ['etl.*'] }), told).body.toString())).toEqual({ response: {} });
    expect(JSON.parse(shapeOperateAnswer(call, accessTo({ view: ['etl.*'] }), answer({})).body.toString())).toEqual({ response: {} });
  });

  test('other calls\' answers pass as they are', () => {
    const status = answer({ task_id: 'etl.Job_1', status: 'DONE' });
    expect(shapeOperateAnswer(aCall('mark_as_done', { task_id: 'etl.Job_1' }), accessTo({ operate: ['etl.*'] }), status)).toBe(status);
  });
});
