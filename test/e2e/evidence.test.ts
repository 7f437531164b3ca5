import { QUERIES } from '../../lib/audit/query-texts';
import { workerOf } from '../../lib/contract/run-worker';
import type { PersonClient } from '../../local/person-client';
import { waitFor } from '../../local/process-runner/wait-for';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { PROOF } from '../support/gateway-lanes';
import { answerTo, type Row } from '../support/insights-query';
import { slowJobs } from '../support/jobs/slow';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const DAY = '2026-03-02';
const SPOILED = '2026-03-03';
const query = QUERIES.find(({ id }) => id === 'OneRun')?.text ?? '';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any JSON, looked into member by member
type Body = any;

describe('from a run\'s id to person, mapping, reason and Luigi tasks', () => {
  let running: TestService;
  let ada: PersonClient;

  beforeAll(async () => {
    running = await startTestService();
    const pipeline = new SamplePipeline(running.service);
    await pipeline.deliver(DAY);
    await pipeline.deliver(SPOILED, 'spoiled');
    ada = await running.login('ada');
  });
  afterAll(() => running?.stop());

  const body = async (address: string): Promise<Body> => JSON.parse((await ada.request(address, { headers: { accept: 'application/json' } })).body);
  const post = async (address: string, sent: unknown = {}): Promise<Body> => JSON.parse((await ada.request(address, {
    method: 'POST', body: JSON.stringify(sent), headers: { ...PROOF, 'content-type': 'application/json' },
  })).body);
  const ended = (run: { readonly address: string }) => waitFor(async () => {
    const now = await body(run.address);
    return now.endedAt === undefined ? undefined : now;
  }, { what: `${run.address} ends` });
  /** What Logs Insights answers to the saved query about a run. */
  const evidence = (run: string): readonly Row[] => answerTo(query.replace(/run = "[^"]*"/, `run = "${run}"`), running.decisions() as unknown as Row[]);
  const tasksIn = (rows: readonly Row[]) => rows.filter(({ taskId }) => taskId !== undefined)
    .map(({ family, taskStatus }) => `${String(family)} ${String(taskStatus)}`).sort();
  const askedIn = (rows: readonly Row[]) => rows.filter(({ taskId }) => taskId === undefined)
    .map(({ event, principal, mapping, statedReason, method, status }) => [event, principal, mapping, statedReason, method, status]).reverse();

  test('a run that succeeds: who asked, by which mapping, why, and every task done', async () => {
    const run = await post('/jobs/daily-report/runs', { parameters: { day: DAY }, reason: 'the board meets' });
    expect(await ended(run)).toMatchObject({ state: 'succeeded' });
    const rows = evidence(run.id);

    expect(askedIn(rows)).toEqual([
      ['decision', 'user:ada@example.com', 'operators', 'the board meets', 'start-run', undefined],
      ['result', 'user:ada@example.com', 'operators', 'the board meets', 'start-run', 202],
    ]);
    // then: the tasks that luigid knows, each done, by the worker's word
    const truth = Object.entries(await running.luigid('task_list') as Record<string, { name: string; status: string; params: { day?: string } }>)
      .filter(([, { params }]) => params.day === DAY);
    expect(truth.length).toBeGreaterThan(5);
    expect(tasksIn(rows)).toEqual(truth.map(([, { name, status }]) => `${name} ${status}`).sort());
    expect(new Set(truth.map(([, { status }]) => status))).toEqual(new Set(['DONE']));
    const root = truth.find(([, { name }]) => name === 'report.DailyReport')?.[0] ?? '';
    expect(await body(run.address)).toMatchObject({
      visualiser: `/static/visualiser/index.html#tab=graph&taskId=${encodeURIComponent(root)}`, logs: `${run.address}/logs`,
    });
    expect(new Set(rows.map(({ execution }) => execution))).toEqual(new Set([`luigi-local_daily-report:${run.id}`]));
  });

  test('a run that fails: which task failed, which were done before, which never ran', async () => {
    const run = await post('/jobs/daily-report/runs', { parameters: { day: SPOILED }, reason: 'a late delivery' });
    expect(await ended(run)).toMatchObject({ state: 'failed', exitCode: 30 });
    const states = tasksIn(evidence(run.id));

    expect(states.filter((state) => state.endsWith('FAILED'))).toHaveLength(1);
    expect(states).toContain('report.DailyReport PENDING');
    expect(states.filter((state) => state.endsWith('DONE')).length).toBeGreaterThan(2);
    // when: it is mended and redriven
    await new SamplePipeline(running.service).mend(SPOILED);
    const failed = Object.entries(await running.luigid('task_list', { status: 'DISABLED' }) as Record<string, unknown>).map(([id]) => id);
    for (const id of failed) await running.luigid('re_enable_task', { task_id: id });
    await post(`${run.address}/redrive`);
    expect(await ended(run)).toMatchObject({ state: 'succeeded' });
    const rows = evidence(run.id);

    expect(tasksIn(rows).filter((state) => !state.endsWith('DONE'))).toEqual([]);
    expect(askedIn(rows).map(([event, , , , method]) => `${String(event)} ${String(method)}`)).toEqual([
      'decision start-run', 'result start-run', 'decision redrive-run', 'result redrive-run',
    ]);
  });

  test('each call of a run\'s worker that names the worker carries the run', async () => {
    const calls = running.decisions().filter(({ lane, worker }) => lane === 'workers' && worker !== undefined);

    expect(calls.length).toBeGreaterThan(20);
    for (const { worker, job = '', run = '' } of calls) expect(worker).toBe(workerOf({ job, run }));
  });

  test('a worker of no run has none, and one that claims what is not is believed nothing', async () => {
    const { runs } = await body('/jobs/daily-report/runs');
    // Looked up anew every 5 s: the run of the first test ended longer ago
    const over = runs.find(({ parameters }: Body) => parameters.day === DAY);
    expect(over.state).toBe('succeeded');
    expect(Date.now() - Date.parse(over.endedAt)).toBeGreaterThan(5000);
    const claims = ['Worker(salt=1, host=x)', `run:daily-report:${over.id}`, `run:shop-report:${over.id}`, 'run:daily-report:never-was', 'run:no-such-job:x'];
    for (const worker of claims) await workerTells(running.service, 'add_task', { worker, task_id: 'Planted_1', family: 'Planted', status: 'DONE' });
    await running.decision(({ worker, event }) => worker === claims.at(-1) && event === 'result');

    const planted = running.decisions().filter(({ taskId }) => taskId === 'Planted_1');
    expect(planted).toHaveLength(2 * claims.length);
    expect(planted.filter(({ run, job }) => run !== undefined || job !== undefined)).toEqual([]);
  });

  test('a gateway that is killed in the middle of a run knows its tasks again, and goes on with the evidence', async () => {
    const day = '2026-03-05';
    await new SamplePipeline(running.service).deliver(day);
    slowJobs(running.service, 0.7);
    const run = await post('/jobs/daily-report/runs', { parameters: { day }, reason: 'a test' });
    await running.decision(({ method, taskStatus, run: id }) => method === 'get_work' && taskStatus === 'RUNNING' && id === run.id);
    const before = (await body(`${run.address}/tasks`)).tasks as { id: string }[];
    process.kill(running.service.pids.gateway as number, 'SIGKILL');
    const after = await waitFor(async () => {
      const { status, body: text } = await ada.request(`${run.address}/tasks`, { headers: { accept: 'application/json' } });
      return status === 200 && (JSON.parse(text) as Body).tasks.length > 0 ? (JSON.parse(text) as Body).tasks : undefined;
    }, { what: 'the gateway is back and knows the tasks' });

    expect(before.length).toBeGreaterThan(5);
    expect(after.map(({ id }: { id: string }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    slowJobs(running.service, 0);
    expect(await ended(run)).toMatchObject({ state: 'succeeded' });
    expect(tasksIn(evidence(run.id)).filter((state) => !state.endsWith('DONE'))).toEqual([]);
    expect((await body(`${run.address}/tasks`)).tasks.filter(({ status }: { status: string }) => status !== 'DONE')).toEqual([]);
  });

  test('a stock pipeline of a cron host works as before, as no run\'s', async () => {
    const day = '2026-03-04';
    const pipeline = new SamplePipeline(running.service);
    await pipeline.deliver(day);
    expect(await pipeline.work(day)).toBe(0);
    const calls = running.decisions().filter(({ lane, worker }) => lane === 'workers' && worker?.startsWith('Worker('));

    expect(calls.filter(({ taskStatus }) => taskStatus === 'DONE').length).toBeGreaterThan(5);
    expect(calls.filter(({ run }) => run !== undefined)).toEqual([]);
  });
});
