import { request as httpRequest } from 'node:http';
import { assertAwaited } from '../../../../../images/gateway/src/caller-gone';
import type { Caller } from '../../../../../images/gateway/src/identity/caller';
import type { Job } from '../../../../../images/gateway/src/jobs/description/job';
import type { Run, RunState } from '../../../../../images/gateway/src/jobs/runs/run';
import type { Runner } from '../../../../../images/gateway/src/jobs/runs/runner';
import { RunTracker } from '../../../../../images/gateway/src/jobs/tasks/run-tracker';
import { CredentialWorkerRuns } from '../../../../../images/gateway/src/jobs/workers/credential-worker-runs';
import type { WorkerRuns } from '../../../../../images/gateway/src/jobs/workers/worker-runs';
import type { CallOptions } from '../../../../../images/gateway/src/luigi/client/upstream';
import { Problem } from '../../../../../images/gateway/src/problem';
import { waitFor } from '../../../../../local/process-runner/wait-for';
import { by, dataOf, GatewayLanes } from '../../../../support/gateway-lanes';

const RUN = 'a'.repeat(40);
const WORKER = `run:daily-report:${RUN}`;
const FORM = { ...by('worker'), 'content-type': 'application/x-www-form-urlencoded' };
const catalogue = { jobs: new Map([['daily-report', {} as Job]]) };

/** A runner that knows runs by their id. */
class Runs {
  asked = 0;
  readonly states: Record<string, RunState> = { [RUN]: 'running' };
  endedAt: string | undefined;

  run = async (job: string, id: string): Promise<Run> => {
    this.asked += 1;
    const state = this.states[id];
    if (state === undefined || job !== 'daily-report') throw new Problem(404, 'no-such-run', 'the job has no such run');
    return { id, job, state, parameters: {}, requestedBy: 'user:ada', startedAt: '2026-01-31T09:30:00.000Z', endedAt: this.endedAt };
  };
}

async function scene(workerRuns?: WorkerRuns, caller?: Caller) {
  const runs = new Runs();
  const clock = { now: 1000 };
  const luigid = { ask: () => Promise.resolve({}) };
  const tasks = new RunTracker({ luigid });
  const runner = runs as unknown as Runner;
  const believed = new CredentialWorkerRuns({ catalogue, runner, clock: { now: () => clock.now, monotonic: () => clock.now } });
  const jobs = { catalogue, runner, tasks, workerRuns: workerRuns ?? believed };
  const lanes = await GatewayLanes.start({ parts: { jobs, ...(caller === undefined ? {} : { authenticateWorker: () => Promise.resolve(caller) }) } });
  const call = (method: string, args: object) => lanes.workers(`/api/${method}`, FORM, { method: 'POST', body: dataOf(args) });
  return { lanes, runs, clock, tasks, call, records: lanes.decisions.records };
}

describe('a worker\'s calls', () => {
  let at: Awaited<ReturnType<typeof scene>>;
  const start = async (workerRuns?: WorkerRuns, caller?: Caller) => { at = await scene(workerRuns, caller); };
  afterEach(() => at?.lanes.stop());

  test('carry the run that its id names, the task, and the state that it reports', async () => {
    await start();
    await at.call('add_task', { worker: WORKER, task_id: 'Report_1', family: 'Report', status: 'DONE' });
    await at.call('add_task', { worker: WORKER, task_id: 'Report_2', family: 'Report' });
    await at.call('ping', { worker: WORKER });

    const told = at.records.map(({ event, method, job, run, taskId, family, taskStatus, reason }) => (
      [event, method, job, run, taskId, family, taskStatus, reason]
    ));
    expect(told).toEqual([
      ['decision', 'add_task', 'daily-report', RUN, 'Report_1', 'Report', 'DONE', 'worker-credential'],
      ['result', 'add_task', 'daily-report', RUN, 'Report_1', 'Report', 'DONE', 'worker-credential'],
      ['decision', 'add_task', 'daily-report', RUN, 'Report_2', 'Report', 'PENDING', 'worker-credential'],
      ['result', 'add_task', 'daily-report', RUN, 'Report_2', 'Report', 'PENDING', 'worker-credential'],
      ['decision', 'ping', 'daily-report', RUN, undefined, undefined, undefined, 'worker-credential'],
    ]);
    expect(at.tasks.of({ job: 'daily-report', run: RUN }).map(({ id, status }) => [id, status])).toEqual([['Report_1', 'DONE'], ['Report_2', 'PENDING']]);
  });

  test('that ask for work tell in their result which task was handed out', async () => {
    await start();
    const answers = ['{"response": {"task_id": "Report_1", "task_family": "Report", "n_pending_tasks": 1}}', '{"response": {"task_id": null}}', 'no JSON'];
    at.lanes.luigid.call = () => Promise.resolve({ status: 200, contentType: 'application/json', body: Buffer.from(answers.shift() ?? '') });
    for (let n = 0; n < 3; n += 1) expect((await at.call('get_work', { worker: WORKER })).status).toBe(200);

    expect(at.records.map(({ event, taskId, family, taskStatus }) => [event, taskId, family, taskStatus])).toEqual([
      ['decision', undefined, undefined, undefined], ['result', 'Report_1', 'Report', 'RUNNING'],
      ['decision', undefined, undefined, undefined], ['result', undefined, undefined, undefined],
      ['decision', undefined, undefined, undefined], ['result', undefined, undefined, undefined],
    ]);
    expect(at.tasks.of({ job: 'daily-report', run: RUN })).toMatchObject([{ id: 'Report_1', status: 'RUNNING' }]);
  });

  test('that luigid does not take tell of no state', async () => {
    await start();
    at.lanes.luigid.fault = new Problem(503, 'scheduler-unavailable', 'away');
    expect((await at.call('add_task', { worker: WORKER, task_id: 'Report_1', family: 'Report', status: 'DONE' })).status).toBe(503);

    expect(at.records.at(-1)).toMatchObject({ event: 'result', status: 503, run: RUN });
    expect(at.tasks.of({ job: 'daily-report', run: RUN })).toEqual([]);
  });

  test('of a worker that goes away: one that luigid was not asked for is undone, and its result says so; one that was is finished', async () => {
    await start();
    const leave = async (luigidWas: 'asked' | 'not asked'): Promise<void> => {
      const before = at.records.length;
      const sent = at.lanes.luigid.calls.length;
      const release = luigidWas === 'asked' ? at.lanes.luigid.hold() : at.lanes.decisions.hold();
      if (luigidWas === 'not asked') {
        at.lanes.luigid.call = async (_method, _args, options?: CallOptions) => {
          assertAwaited(options?.signal);
          throw new Error('nobody waits for this');
        };
      }
      const noticed = new Promise<void>((tell) => {
        at.lanes.workerLane.server.once('request', (_, response) => response.once('close', tell));
      });
      const request = httpRequest({ port: at.lanes.workerPort, path: '/api/add_task', method: 'POST', headers: FORM, agent: false });
      request.on('error', () => undefined).end(dataOf({ worker: WORKER, task_id: 'Report_1', family: 'Report' }));
      await waitFor(() => (luigidWas === 'asked' ? at.lanes.luigid.calls.length > sent : at.records.length > before), { what: 'the call is held', everyMs: 5 });
      request.destroy();
      await noticed;
      release();
      await waitFor(() => at.records.length === before + 2, { what: 'both records are there', everyMs: 5 });
    };

    await leave('asked');
    await leave('not asked');

    expect(at.records.map(({ event, outcome, reason, status }) => [event, outcome, reason, status])).toEqual([
      ['decision', 'allow', 'worker-credential', undefined], ['result', 'allow', 'worker-credential', 200],
      ['decision', 'allow', 'worker-credential', undefined], ['result', 'allow', 'worker-credential', 499],
    ]);
  });

  test.each([
    ['an id of Luigi\'s own', 'Worker(salt=123, workers=1, host=x)'],
    ['a run that has ended', `run:daily-report:${'b'.repeat(40)}`],
    ['a run that never was', `run:daily-report:${'c'.repeat(40)}`],
    ['a run of another job', `run:shop-report:${RUN}`],
    ['a name with more behind it', `${WORKER}:x`],
  ])('with %s are of no run, and are done all the same', async (_what, worker) => {
    await start();
    at.runs.states['b'.repeat(40)] = 'succeeded';
    at.runs.endedAt = new Date(at.clock.now - 1).toISOString();
    expect((await at.call('add_task', { worker, task_id: 'Report_1', family: 'Report' })).status).toBe(200);

    const recorded = at.records.map(({ job, run, worker: id }) => [job, run, id]);
    expect(recorded).toEqual([[undefined, undefined, worker], [undefined, undefined, worker]]);
  });

  test('are done also where jobs or runs can\'t be looked up', async () => {
    const gone = (): never => { throw new Problem(503, 'jobs-unavailable', 'no jobs'); };
    const runner = { run: async () => gone(), runs: async () => gone() };
    await start(new CredentialWorkerRuns({ catalogue: { get jobs() { return gone(); } }, runner }));
    expect((await at.call('add_task', { worker: WORKER, task_id: 'Report_1', family: 'Report' })).status).toBe(200);
    await at.lanes.stop();
    await start(new CredentialWorkerRuns({ catalogue, runner }));
    expect((await at.call('add_task', { worker: WORKER, task_id: 'Report_1', family: 'Report' })).status).toBe(200);
    expect(at.records.map(({ run }) => run)).toEqual([undefined, undefined]);
  });

  test('cost the runner one question in some seconds; a run that ends is known to have ended', async () => {
    await start();
    for (let n = 0; n < 20; n += 1) await at.call('ping', { worker: WORKER });
    expect(at.runs.asked).toBe(1);
    at.runs.states[RUN] = 'failed';
    at.clock.now += 5_000;
    await at.call('ping', { worker: WORKER });
    expect([at.runs.asked, at.records.at(-1)?.run]).toEqual([2, undefined]);
    // when: it is redriven
    at.runs.states[RUN] = 'running';
    at.clock.now += 2_000;
    await at.call('ping', { worker: WORKER });
    expect(at.records.at(-1)?.run).toBe(RUN);
  });

  test('by IAM role tell the role and its session, which is the ECS task', async () => {
    const role: Caller = {
      kind: 'worker', principal: 'role:arn:aws:iam::111122223333:role/DailyReport', displayName: 'DailyReport', groups: [], principals: [],
      session: 'role', roleSession: '6f0f52c2', expiresAt: 253_402_300_799,
    };
    await start({ runOf: () => Promise.resolve({ job: 'daily-report', run: RUN }) }, role);
    await at.call('set_task_status_message', { task_id: 'Report_1', status_message: 'half-way' });

    expect(at.records).toMatchObject(['decision', 'result'].map((event) => (
      { event, reason: 'worker-role', principal: role.principal, session: 'role', roleSession: '6f0f52c2', job: 'daily-report', run: RUN, taskId: 'Report_1' }
    )));
    expect(JSON.stringify(at.records)).not.toContain('half-way');
  });

  test('are refused where the run is not theirs', async () => {
    const asked: [Caller['session'], string | undefined][] = [];
    await start({
      runOf: ({ session }, worker) => {
        asked.push([session, worker]);
        return Promise.reject(new Problem(403, 'worker-not-of-run', 'not yours'));
      },
    });
    expect((await at.call('add_task', { worker: WORKER, task_id: 'Report_1', family: 'Report' })).code).toBe('worker-not-of-run');
    expect((await at.call('set_task_status_message', { task_id: 'Report_1', status_message: 'x' })).status).toBe(403);

    expect(asked).toEqual([['basic', WORKER], ['basic', undefined]]);
    expect(at.records.map(({ outcome, reason, method }) => [outcome, reason, method])).toEqual([
      ['deny', 'worker-not-of-run', 'add_task'], ['deny', 'worker-not-of-run', 'set_task_status_message'],
    ]);
    expect(at.lanes.luigid.calls).toEqual([]);
  });
});
