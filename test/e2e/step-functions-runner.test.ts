import type { StartRequest, StartOutcome } from '../../images/gateway/src/jobs/runner';
import { StepFunctionsRunner } from '../../images/gateway/src/jobs/step-functions/step-functions-runner';
import type { LuigiJobOptions } from '../../lib/jobs/luigi-job-props';
import { waitFor } from '../../local/process-runner/wait-for';
import { motoPython } from '../support/access/moto';
import { JobsAccount, LOG_GROUP, RUN_TABLE_NAME, STATE_MACHINE_PREFIX } from '../support/step-functions/jobs-account';

jest.setTimeout(60_000);

const python = motoPython();
if (python === undefined) {
  const message = 'moto is not installed: runs are not tested against a DynamoDB; set MOTO_PYTHON, or run `npm run setup -- moto`';
  if (process.env['CI'] !== undefined) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
}

(python === undefined ? describe.skip : describe)('runs as executions of Step Functions', () => {
  let account: JobsAccount;
  const runners: StepFunctionsRunner[] = [];
  const logged: string[] = [];
  let counter = 0;

  beforeAll(async () => { account = await JobsAccount.start(python ?? ''); }, 60_000);
  afterAll(() => account?.stop());
  afterEach(async () => {
    account.states.faults.clear();
    account.ecs.program = undefined;
    for (const task of account.ecs.running) task.end(0);
    await Promise.all(runners.splice(0).map((runner) => runner.close()));
    expect(account.states.broken).toEqual([]);
  });

  /** A job of its own for each test, and a gateway's runner. */
  function given(options: Partial<LuigiJobOptions> = {}): { readonly job: string; readonly runner: StepFunctionsRunner } {
    const job = `job-${counter += 1}`;
    account.deploy(job, { maxConcurrentRuns: 5, ...options });
    return { job, runner: aRunner() };
  }

  function aRunner(over: { readonly patienceMs?: number; readonly maxConcurrentRuns?: number } = {}): StepFunctionsRunner {
    const note = (message: string, fields?: object): void => { logged.push(`${message} ${JSON.stringify(fields)}`); };
    const runner = new StepFunctionsRunner({
      stateMachinePrefix: STATE_MACHINE_PREFIX, runTable: RUN_TABLE_NAME, clients: account.clients(), patienceMs: over.patienceMs ?? 4_000,
      jobOf: () => ({ logGroup: LOG_GROUP, maxConcurrentRuns: over.maxConcurrentRuns ?? 5 }), log: { info: note, warn: note, error: note },
    });
    runners.push(runner);
    return runner;
  }

  const request = (job: string, id: string, over: Partial<StartRequest> = {}): StartRequest => ({
    id, job, parameters: { day: '2026-11-23', region: 'eu', dry_run: false }, requestedBy: 'user:ada', mapping: 'analysts', reason: undefined, maxConcurrentRuns: 5, ...over,
  });
  const ofDay = (day: number) => ({ parameters: { day: `2026-${String(1 + Math.floor(day / 28)).padStart(2, '0')}-${String(1 + day % 28).padStart(2, '0')}`, region: 'eu', dry_run: false } });
  const kinds = (outcomes: readonly StartOutcome[]) => outcomes.map(({ kind }) => kind).sort();
  const state = (runner: StepFunctionsRunner, job: string, id: string, wanted: string) => waitFor(async () => {
    const run = await runner.run(job, id);
    return run.state === wanted ? run : undefined;
  }, { what: `${id} is ${wanted}`, timeoutMs: 20_000 });
  const taskOf = (job: string, id: string) => waitFor(() => [...account.ecs.running].find(({ executionArn }) => executionArn === account.arn(job, id)), { what: `the task of ${id} runs` });
  const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then((value) => ({ value }), (error: unknown) => error);

  test('a run is started, goes on, ends, and is told of all the way', async () => {
    const { job, runner } = given();
    const outcome = await runner.start(request(job, 'a', { reason: 'asked by the board' }));
    const asked = { id: 'a', job, parameters: request(job, 'a').parameters, requestedBy: 'user:ada', mapping: 'analysts', reason: 'asked by the board' };
    expect(outcome).toMatchObject({ kind: 'started', run: { ...asked, state: 'starting' } });
    expect(await runner.run(job, 'a')).toMatchObject(asked);
    const task = await taskOf(job, 'a');
    expect(task.command).toContain('--DailyReport-day=2026-11-23');
    expect(await state(runner, job, 'a', 'running')).toMatchObject({ ...asked, startedAt: outcome.kind === 'started' ? outcome.run.startedAt : '' });
    task.end(0);
    expect(await state(runner, job, 'a', 'succeeded')).toMatchObject({ ...asked, exitCode: 0, endedAt: expect.stringMatching(/Z$/) as string });
    expect(await runner.start(request(job, 'a'))).toMatchObject({ kind: 'known', run: { state: 'succeeded' } });
    expect(account.executions(job)).toHaveLength(1);
  });
});
