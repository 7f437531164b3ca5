import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import type { DecisionRecord } from '../../../images/gateway/src/records/decision';
import type { PersonClient } from '../../../local/person-client';
import { waitFor } from '../../../local/process-runner/wait-for';
import { LUIGI_ENDED, SamplePipeline } from '../../../local/sample-pipeline/pipeline';
import { startTestService, type TestService } from '../../support/service';
import { workerCall, workerTells } from '../../support/worker-lane';

const TASK = 'etl.One_x_0123456789';

describe('a decision log that can\'t be written', () => {
  let running: TestService;
  let ada: PersonClient;
  beforeAll(async () => {
    running = await startTestService();
    ada = await running.login('ada');
    await workerTells(running.service, 'add_task', { task_id: TASK, worker: 'loader-host-7', family: 'etl.One', status: 'RUNNING' });
  });
  afterAll(() => running?.stop());

  // A folder stands in its place: it can be neither opened nor made, by root neither.
  const block = () => {
    renameSync(running.service.decisionLog, `${running.service.decisionLog}.kept`);
    mkdirSync(running.service.decisionLog);
  };
  const clear = () => {
    rmdirSync(running.service.decisionLog);
    renameSync(`${running.service.decisionLog}.kept`, running.service.decisionLog);
  };
  const codeOf = (body: string) => (JSON.parse(body) as { code?: string }).code;
  const status = async () => (await running.luigid('task_list') as Record<string, { status: string }>)[TASK]?.status;

  test('changes are refused and not done, on both lanes; views end once records lag; all comes back by itself, with every record', async () => {
    const pipeline = new SamplePipeline(running.service, 0.1);
    await pipeline.deliver('2026-11-21');
    const finished = pipeline.work('2026-11-21');
    await waitFor(async () => Object.keys(await running.luigid('task_list') as object).length > 5, { what: 'a pipeline is at work' });

    block();
    const [paused, marked, reported] = await Promise.all([
      ada.rpc('pause'), ada.rpc('mark_as_done', { task_id: TASK }),
      workerCall(running.service, 'add_task', { task_id: TASK, worker: 'loader-host-7', status: 'DONE' }),
    ]);
    expect([paused, marked, reported].map(({ status: answered, body }) => [answered, codeOf(body)])).toEqual([
      [503, 'record-unavailable'], [503, 'record-unavailable'], [503, 'record-unavailable'],
    ]);
    expect(await running.luigid('is_paused')).toEqual({ paused: false });
    expect(await status()).toBe('RUNNING');

    // Views go on for as long as records may lag, and no longer.
    await waitFor(async () => {
      const { status: answered, body } = await ada.rpc('task_list');
      return answered === 503 && codeOf(body) === 'record-unavailable';
    }, { what: 'views are refused', everyMs: 100 });
    // It is alive, and says what it lacks to those who are watching over it.
    expect((await ada.request('/livez')).status).toBe(200);
    const health = await ada.request('/healthz', { headers: { accept: 'application/json' } });
    expect([health.status, JSON.parse(health.body)]).toMatchObject([503, { status: 'unavailable', parts: expect.arrayContaining([expect.objectContaining({ name: 'decision log', ok: false })]) }]);

    clear();
    await waitFor(async () => (await ada.rpc('task_list')).status === 200, { what: 'views are answered again', everyMs: 100 });
    expect((await ada.rpc('mark_as_done', { task_id: TASK })).status).toBe(200);
    expect(await status()).toBe('DONE');
    expect(await finished).toBe(LUIGI_ENDED.ok);

    // What was decided meanwhile is there, in order and whole, and what was allowed but not done says so.
    const records = running.decisions();
    const numbers = records.map((record) => (record as DecisionRecord & { sequence: number }).sequence);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] as number) + index));
    const [decision, result] = records.filter(({ method }) => method === 'pause');
    expect(decision).toMatchObject({ event: 'decision', outcome: 'allow', principal: 'user:ada@example.com' });
    expect(result).toMatchObject({ event: 'result', reason: 'record-unavailable', status: 503, requestId: decision?.requestId });
  });
});
