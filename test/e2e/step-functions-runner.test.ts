import type { StartRequest, StartOutcome } from '../../images/gateway/src/jobs/runs/runner';
import { StepFunctionsRunner } from '../../images/gateway/src/jobs/step-functions/step-functions-runner';
import type { LuigiJobOptions } from '../../lib/jobs/luigi-job-props';
import { waitFor } from '../../local/process-runner/wait-for';
import { motoPython } from '../support/access/moto';
import { JobsAccount, RUN_TABLE_NAME, STATE_MACHINE_PREFIX } from '../support/step-functions/jobs-account';

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

  beforeAll(async () => { account = await JobsAccount.start(python ?? ''); });
  afterAll(() => account?.stop());
  afterEach(async () => {
    account.states.faults.clear();
    account.ecs.program = undefined;
    for (const task of account.ecs.running) task.end(0);
    await Promise.all(runners.splice(0).map((runner) => runner.close()));
    expect(account.states.broken).toEqual([]);
  });

  /** A job of its own for each test, and a gateway's runner. */
  async function given(options: Partial<LuigiJobOptions> = {}) {
    const job = `job-${counter += 1}`;
    const logGroup = await account.deploy(job, { maxConcurrentRuns: 5, ...options });
    return { job, logGroup, runner: aRunner({ logGroup }) };
  }

  function aRunner(
    over: { readonly patienceMs?: number; readonly tryMs?: number; readonly maxConcurrentRuns?: number; readonly logGroup?: string } = {},
  ): StepFunctionsRunner {
    const note = (message: string, fields?: object): void => { logged.push(`${message} ${JSON.stringify(fields)}`); };
    const runner = new StepFunctionsRunner({
      stateMachinePrefix: STATE_MACHINE_PREFIX, runTable: RUN_TABLE_NAME, clients: account.clients(over.tryMs), patienceMs: over.patienceMs ?? 30_000,
      jobOf: () => ({ logGroup: over.logGroup, maxConcurrentRuns: over.maxConcurrentRuns ?? 5 }), log: { info: note, warn: note, error: note },
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
  }, { what: `${id} is ${wanted}` });
  const taskOf = (job: string, id: string) => waitFor(() => [...account.ecs.running].find(({ executionArn }) => executionArn === account.arn(job, id)), { what: `the task of ${id} runs` });
  const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then((value) => ({ value }), (error: unknown) => error);

  test('a run is started, goes on, ends, and is told of all the way', async () => {
    const { job, runner } = await given();
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

  test('200 starts at once with the same key are one execution', async () => {
    const { job, runner } = await given();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => runner.start(request(job, 'a'))));

    expect(kinds(outcomes)).toEqual([...Array.from({ length: 199 }, () => 'known'), 'started']);
    expect(outcomes.every((outcome) => 'run' in outcome && outcome.run.id === 'a')).toBe(true);
    expect(account.executions(job)).toHaveLength(1);
  });

  test('200 starts at once with keys and parameters of their own: as many as may, none twice, the others are told', async () => {
    const { job, runner } = await given({ maxConcurrentRuns: 10 });
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => runner.start(request(job, `r${index}`, { ...ofDay(index), maxConcurrentRuns: 10 }))));

    expect(kinds(outcomes)).toEqual([...Array.from({ length: 190 }, () => 'full'), ...Array.from({ length: 10 }, () => 'started')]);
    await waitFor(() => account.ecs.running.size === 10, { what: 'all run' });
    const started = outcomes.flatMap((outcome) => (outcome.kind === 'started' ? [outcome.run.id] : [])).sort();
    expect(account.executions(job).map(({ name }) => name).sort()).toEqual(started);
    expect(account.executions(job).every(({ status }) => status === 'RUNNING')).toBe(true);
    expect((await account.item(job, 'turns'))?.['holders']?.SS?.sort()).toEqual(started);
  });

  test('200 starts at once with the same parameters: one runs, the others are told which', async () => {
    const { job, runner } = await given();
    const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => runner.start(request(job, `r${index}`))));

    expect(kinds(outcomes)).toEqual(['started', ...Array.from({ length: 199 }, () => 'twin')]);
    const executions = account.executions(job).map(({ name }) => name);
    expect(executions).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => 'run' in outcome && outcome.run.id))).toEqual(new Set(executions));
  });

  test('two gateways that do not know of one another start the same: the state machine lets one run', async () => {
    const { job, runner } = await given();
    const outcomes = await Promise.all([runner.start(request(job, 'a')), aRunner().start(request(job, 'b'))]);
    expect(outcomes.map(({ kind }) => kind)).toContain('started');

    const states = await waitFor(async () => {
      const runs = account.executions(job);
      return runs.length > 0 && runs.every(({ status, name }) => status !== 'RUNNING' || [...account.ecs.running].some(({ executionArn }) => executionArn === account.arn(job, name)))
        ? Promise.all(runs.map(({ name }) => runner.run(job, name).then(({ state: found }) => found))) : undefined;
    }, { what: 'they are told apart' });
    expect(states.filter((found) => found === 'running')).toHaveLength(1);
    expect(states.filter((found) => found !== 'running').every((found) => found === 'refused')).toBe(true);
  });

  test.each(['cuts a connection', 'is slow'])('a gateway that is restarted after a lost answer finds the one run, also where Step Functions %s', async (how) => {
    const { job, runner } = await given();
    account.states.faults.plan('StartExecution', 'answer-lost', 3);
    const lost = await failure(runner.start(request(job, 'a')));
    // The SDK tries again by itself and finds what its first try has started, or nobody hears.
    expect([(lost as { value?: StartOutcome }).value?.kind, (lost as { code?: string }).code]).toEqual([undefined, 'runner-unavailable']);
    if (how === 'is slow') account.states.faults.plan('DescribeExecution', { slow: 300 }, 2);
    else account.states.faults.plan('DescribeExecution', 'cut', 1);

    const outcome = await aRunner().start(request(job, 'a', { reason: 'said otherwise now' }));
    expect(outcome).toMatchObject({ kind: 'known', run: { id: 'a', parameters: request(job, 'a').parameters } });
    expect(account.executions(job)).toHaveLength(1);
  });

  test('a lost answer to the first try is made good by the second', async () => {
    const { job, runner } = await given();
    account.states.faults.plan('StartExecution', 'answer-lost', 1);

    expect(await runner.start(request(job, 'a'))).toMatchObject({ kind: 'started', run: { id: 'a' } });
    expect(account.executions(job)).toHaveLength(1);
  });

  test('a run that was stopped at the console is told as stopped, and its turn is free for the next', async () => {
    const { job, runner } = await given({ maxConcurrentRuns: 1 });
    const one = (id: string, over = {}) => request(job, id, { maxConcurrentRuns: 1, ...over });
    await runner.start(one('a'));
    await taskOf(job, 'a');
    expect(await runner.start(one('b'))).toMatchObject({ kind: 'twin', run: { id: 'a', state: 'running' } });
    expect(await runner.start(one('c', ofDay(3)))).toMatchObject({ kind: 'full', retryAfterSeconds: 30 });

    account.states.stopExecution({ executionArn: account.arn(job, 'a'), error: 'x', cause: 'y' });

    expect((await account.item(job, 'turns'))?.['holders']?.SS).toEqual(['a']);
    expect(await state(runner, job, 'a', 'stopped')).toMatchObject({ cause: 'stopped in Step Functions, not through this service', endedAt: expect.any(String) as string });
    expect(await waitFor(async () => {
      const outcome = await runner.start(one('d'));
      return outcome.kind === 'started' ? outcome : undefined;
    }, { what: 'the next is started' })).toMatchObject({ run: { id: 'd' } });
    await taskOf(job, 'd');
    expect((await account.item(job, 'turns'))?.['holders']?.SS).toEqual(['d']);
  });

  test('a run is stopped by name of who asked; once it has ended there is nothing to stop', async () => {
    const { job, runner } = await given();
    await runner.start(request(job, 'a'));
    const task = await taskOf(job, 'a');

    expect(await runner.stop(job, 'a', 'user:grace')).toMatchObject({ id: 'a', state: 'stopped', cause: 'stopped by user:grace', endedAt: expect.any(String) as string });
    expect(task.signal.aborted).toBe(true);
    expect(account.states.execution(account.arn(job, 'a'))).toMatchObject({ status: 'ABORTED', error: 'Job.Stopped' });
    expect(await failure(runner.stop(job, 'a', 'user:grace'))).toMatchObject({ status: 409, code: 'run-ended' });
    expect((await runner.runs(job, { limit: 10 })).items).toMatchObject([{ id: 'a', state: 'stopped' }]);
  });

  test('what Step Functions shows late is not told otherwise: a start, a stop and a redrive are as they were answered', async () => {
    const late = await JobsAccount.start(python ?? '', { showsAfterMs: 1_500 });
    try {
      await late.deploy('late');
      const runner = new StepFunctionsRunner({
        stateMachinePrefix: STATE_MACHINE_PREFIX, runTable: RUN_TABLE_NAME, clients: late.clients(), jobOf: () => undefined,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      });
      await runner.start(request('late', 'a'));
      expect(await runner.run('late', 'a')).toMatchObject({ id: 'a', parameters: request('late', 'a').parameters });
      await waitFor(() => late.ecs.running.size === 1, { what: 'it runs' });
      expect((await runner.stop('late', 'a', 'user:ada')).state).toBe('stopped');
      expect((await runner.run('late', 'a')).state).toBe('stopped');
      expect((await runner.redrive('late', 'a', 'user:ada')).state).toBe('running');
      expect((await runner.run('late', 'a')).state).toBe('running');
      await runner.close();
    } finally {
      await late.stop();
    }
  });

  test('a run that failed says why, goes on when redriven, and then succeeds', async () => {
    const { job, runner } = await given();
    await runner.start(request(job, 'a'));
    (await taskOf(job, 'a')).end(30);
    const failed = await state(runner, job, 'a', 'failed');
    expect(failed).toMatchObject({ exitCode: 30, cause: expect.stringContaining('30') as string, endedAt: expect.any(String) as string });
    await waitFor(() => account.executions(job)[0]?.status === 'FAILED', { what: 'the execution ends' });

    const redriven = await runner.redrive(job, 'a', 'user:grace');

    expect(redriven).toMatchObject({ id: 'a', startedAt: failed.startedAt });
    expect(['starting', 'running']).toContain(redriven.state);
    expect(redriven.endedAt).toBeUndefined();
    const task = await taskOf(job, 'a');
    expect(await failure(runner.redrive(job, 'a', 'user:grace'))).toMatchObject({ status: 409, code: 'run-goes-on' });
    expect(await state(runner, job, 'a', 'running')).not.toHaveProperty('exitCode');
    task.end(0);
    expect(await state(runner, job, 'a', 'succeeded')).toMatchObject({ exitCode: 0 });
    await waitFor(() => account.executions(job)[0]?.status === 'SUCCEEDED', { what: 'the execution ends' });
    expect(await failure(runner.redrive(job, 'a', 'user:grace'))).toMatchObject({ status: 409, code: 'run-ended' });
    expect(account.executions(job)).toHaveLength(1);
  });

  test('a redrive whose answer was lost is made once', async () => {
    const { job, runner } = await given();
    await runner.start(request(job, 'a'));
    (await taskOf(job, 'a')).end(30);
    await waitFor(() => account.executions(job)[0]?.status === 'FAILED', { what: 'the execution ends' });
    await state(runner, job, 'a', 'failed');
    account.states.faults.plan('RedriveExecution', 'answer-lost');

    expect((await runner.redrive(job, 'a', 'user:grace')).endedAt).toBeUndefined();
    expect(account.executions(job)[0]?.redriveCount).toBe(1);
  });

  test('two redrives at once are one', async () => {
    const { job, runner } = await given();
    await runner.start(request(job, 'a'));
    (await taskOf(job, 'a')).end(30);
    await waitFor(() => account.executions(job)[0]?.status === 'FAILED', { what: 'the execution ends' });
    await state(runner, job, 'a', 'failed');

    const results = await Promise.all([1, 2, 3].map(() => failure(runner.redrive(job, 'a', 'user:grace'))));

    expect(results.filter((result) => (result as { value?: object }).value !== undefined)).toHaveLength(1);
    expect(results.filter((result) => (result as { code?: string }).code === 'run-goes-on')).toHaveLength(2);
    expect(account.executions(job)[0]?.redriveCount).toBe(1);
  });

  test('a run may not go on beside its twin, nor beyond the cap, nor where it was refused, nor after 14 days', async () => {
    const { job, runner } = await given({ maxConcurrentRuns: 1 });
    const strict = aRunner({ maxConcurrentRuns: 1 });
    await runner.start(request(job, 'a', { maxConcurrentRuns: 1 }));
    (await taskOf(job, 'a')).end(30);
    await waitFor(() => account.executions(job)[0]?.status === 'FAILED', { what: 'the execution ends' });
    // when: another with the same parameters runs
    await runner.start(request(job, 'b', { maxConcurrentRuns: 1 }));
    const b = await taskOf(job, 'b');
    await state(runner, job, 'a', 'failed');
    expect(await failure(strict.redrive(job, 'a', 'user:ada'))).toMatchObject({ status: 409, code: 'twin-runs', extensions: { run: `/jobs/${job}/runs/b` } });
    b.end(0);
    await waitFor(() => account.executions(job)[1]?.status === 'SUCCEEDED', { what: 'it ends' });
    // when: one with others does
    await waitFor(async () => (await runner.start(request(job, 'c', { ...ofDay(9), maxConcurrentRuns: 1 }))).kind === 'started', { what: 'it starts' });
    const c = await taskOf(job, 'c');
    expect(await failure(strict.redrive(job, 'a', 'user:ada'))).toMatchObject({ status: 429, code: 'too-many-runs', extensions: { headers: { 'retry-after': '30' } } });
    // when: a schedule has started one that the state machine refuses
    account.states.startExecution({ stateMachineArn: STATE_MACHINE_PREFIX + job, name: 'd', input: '{"parameters":{"day":"tomorrow"},"requestedBy":"schedule:daily"}' });
    expect(await waitFor(async () => {
      const run = await runner.run(job, 'd');
      return run.endedAt === undefined ? undefined : run;
    }, { what: 'it is refused' })).toMatchObject({ requestedBy: 'schedule:daily', cause: expect.stringContaining('day') as string });
    await waitFor(() => account.executions(job)[3]?.status === 'FAILED', { what: 'its execution ends' });
    expect(await failure(runner.redrive(job, 'd', 'user:ada'))).toMatchObject({ status: 409, code: 'not-redrivable', message: expect.stringContaining('refused') as string });
    c.end(0);
    await waitFor(() => account.executions(job)[2]?.status === 'SUCCEEDED', { what: 'it ends' });
    // when: Step Functions refuses, or has forgotten
    Object.assign(account.executions(job)[0] as object, { stopDate: new Date(Date.now() - 15 * 86_400_000) });
    expect(await failure(runner.redrive(job, 'a', 'user:ada'))).toMatchObject({ status: 409, code: 'not-redrivable', message: expect.stringContaining('14 days') as string });
    account.states.forget(account.arn(job, 'a'));
    expect(await failure(runner.redrive(job, 'a', 'user:ada'))).toMatchObject({ status: 409, code: 'not-redrivable', message: expect.stringContaining('knows nothing') as string });
  });

  test('what Step Functions has forgotten is told by its record; what it never knew is not there', async () => {
    const { job, runner } = await given();
    await runner.start(request(job, 'a'));
    (await taskOf(job, 'a')).end(0);
    const run = await state(runner, job, 'a', 'succeeded');
    account.states.forget(account.arn(job, 'a'));
    expect(await aRunner().run(job, 'a')).toEqual(run);
    // when: it is asked for once more, by the same key
    expect(await aRunner().start(request(job, 'a'))).toMatchObject({ kind: 'known', run: { state: 'succeeded' } });
    // and: one whose end nobody wrote down
    await account.putItem({ ...await account.item(job, 'run#a'), id: { S: 'z' }, item: { S: 'run#z' }, state: { S: 'running' }, endedAt: { NULL: true } });
    expect(await runner.run(job, 'z')).toMatchObject({ state: 'failed', cause: 'how and when it ended is not known any more', endedAt: run.startedAt });
    for (const id of ['nobody', 'a/b', '../a', '']) expect(await failure(runner.run(job, id))).toMatchObject({ status: 404, code: 'no-such-run' });
    expect(await failure(runner.stop(job, 'nobody', 'user:ada'))).toMatchObject({ status: 404 });
    expect(await failure(runner.redrive('no-job', 'a', 'user:ada'))).toMatchObject({ status: 404 });
    expect(await failure(runner.logs(job, 'nobody', {}))).toMatchObject({ status: 404 });
  });

  test('lists come page by page, the newest first, and a token leads nowhere else', async () => {
    const { job, runner } = await given();
    const other = `${job}-other`;
    for (let index = 0; index < 7; index += 1) {
      await account.putItem({
        job: { S: index === 3 ? other : job }, item: { S: `run#r${index}` }, kind: { S: 'run' }, id: { S: `r${index}` }, state: { S: 'succeeded' }, parameters: { S: '{}' },
        requestedBy: { S: 'user:ada' }, startedAt: { S: `2099-01-0${index + 1}T09:00:00.000Z` }, endedAt: { S: `2099-01-0${index + 1}T10:00:00.000Z` }, expiresAt: { N: '4100000000' },
      });
    }
    const all = async (page: (next?: string) => ReturnType<StepFunctionsRunner['runs']>, most: number): Promise<string[]> => {
      const ids: string[] = [];
      for (let next: string | undefined, pages = 0; pages < 10; pages += 1) {
        const { items, next: following } = await page(next);
        ids.push(...items.map((run) => run.id));
        if (following === undefined || ids.length >= most) return ids;
        next = following;
      }
      throw new Error('got pages without end');
    };
    expect(await all((next) => runner.runs(job, { limit: 2, ...(next === undefined ? {} : { next }) }), 99)).toEqual(['r6', 'r5', 'r4', 'r2', 'r1', 'r0']);
    expect((await all((next) => runner.recent({ limit: 3, ...(next === undefined ? {} : { next }) }), 7)).slice(0, 7)).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
    const { next = '' } = await runner.runs(job, { limit: 2 });
    for (const wrong of [next.slice(1), `${next}x`, 'x', '', Buffer.from('["runs","*","a","b","c"]').toString('base64url')]) {
      expect(await failure(runner.runs(job, { limit: 2, next: wrong }))).toMatchObject({ status: 400, code: 'bad-token' });
    }
    expect(await failure(runner.runs(other, { limit: 2, next }))).toMatchObject({ status: 400, code: 'bad-token' });
    expect(await failure(runner.recent({ limit: 2, next }))).toMatchObject({ status: 400, code: 'bad-token' });
  });

  test('a log is read from its beginning on, while the run goes on and afterwards; a redriven run has the newest', async () => {
    const { job, logGroup, runner } = await given();
    await runner.start(request(job, 'a'));
    const task = await taskOf(job, 'a');
    const before = await runner.logs(job, 'a', {});
    expect(before.items).toEqual([]);
    await account.write(logGroup, task.logStream, ['one', 'two\n']);
    const first = await runner.logs(job, 'a', { next: before.next as string });
    expect(first.items).toEqual([{ time: expect.stringMatching(/Z$/) as string, message: 'one' }, { time: expect.any(String) as string, message: 'two' }]);
    expect((await runner.logs(job, 'a', { next: first.next as string })).items).toEqual([]);
    await account.write(logGroup, task.logStream, ['three']);
    const second = await runner.logs(job, 'a', { next: first.next as string });
    expect(second.items.map(({ message }) => message)).toEqual(['three']);
    task.end(30);
    await state(runner, job, 'a', 'failed');
    expect((await runner.logs(job, 'a', {})).items.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
    for (const wrong of ['x', `${first.next}x`, Buffer.from(JSON.stringify(['log', job, 'b', task.logStream, 'f/1'])).toString('base64url')]) {
      expect(await failure(runner.logs(job, 'a', { next: wrong }))).toMatchObject({ status: 400, code: 'bad-token' });
    }
    await waitFor(() => account.executions(job)[0]?.status === 'FAILED', { what: 'the execution ends' });
    await runner.redrive(job, 'a', 'user:ada');
    const again = await taskOf(job, 'a');
    await account.write(logGroup, again.logStream, ['anew']);
    await state(runner, job, 'a', 'running');
    expect((await runner.logs(job, 'a', { next: second.next as string })).items.map(({ message }) => message)).toEqual(['anew']);
  });

  test.each([
    ['throttled', 'throttled'], ['unavailable', 'unavailable'], ['denied', 'denied'], ['cut off', 'cut'], ['silent', 'silent'],
  ] as const)('while Step Functions is %s, callers hear it in time, and nothing is lost or doubled', async (_, fault) => {
    const { job } = await given();
    const runner = aRunner({ patienceMs: 2_000 });
    logged.length = 0;
    account.states.faults.plan('StartExecution', fault, Infinity);
    account.states.faults.plan('DescribeExecution', fault, Infinity);
    const began = performance.now();
    for (const attempt of [runner.start(request(job, 'a')), runner.run(job, 'a')]) {
      expect(await failure(attempt)).toMatchObject({ status: 503, code: 'runner-unavailable', extensions: { headers: { 'retry-after': '10' } } });
    }
    // Sooner than one try ends by itself
    expect(performance.now() - began).toBeLessThan(25_000);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/2026-11-23|analysts|assumed-role/);
    account.states.faults.clear();

    expect(['started', 'known']).toContain((await runner.start(request(job, 'a'))).kind);
    expect(account.executions(job)).toHaveLength(1);
    await taskOf(job, 'a');
    // and: a list is told without what only Step Functions knows
    account.states.faults.plan('DescribeExecution', fault, Infinity);
    expect((await aRunner({ patienceMs: 500 }).runs(job, { limit: 10 })).items).toMatchObject([{ id: 'a', state: 'running' }]);
  });

  test('a slow Step Functions starts once', async () => {
    const { job } = await given();
    const runner = aRunner({ tryMs: 1_000 });
    account.states.faults.plan('StartExecution', { slow: 1_300 }, 1);

    expect(['started', 'known']).toContain((await runner.start(request(job, 'a'))).kind);
    await new Promise((resolve) => { setTimeout(resolve, 1_500); });
    expect(account.executions(job)).toHaveLength(1);
  });

  test('where the table can not be read, nothing is started', async () => {
    const { job } = await given();
    const { sfn, logs, dynamoDb } = account.clients();
    const send = () => Promise.reject(Object.assign(new Error('x'), { name: 'ProvisionedThroughputExceededException' }));
    const runner = new StepFunctionsRunner({
      stateMachinePrefix: STATE_MACHINE_PREFIX, runTable: RUN_TABLE_NAME,
      clients: { sfn, logs, dynamoDb: { send: send as never, destroy: () => dynamoDb.destroy() } },
      jobOf: () => undefined, log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    runners.push(runner);

    expect(await failure(runner.start(request(job, 'a')))).toMatchObject({ status: 503, code: 'runner-unavailable' });
    expect(account.executions(job)).toEqual([]);
  });

  test('a job whose state machine was removed can not be started; what ran is told by its records', async () => {
    const { job, runner } = await given();
    await runner.start(request(job, 'a'));
    (await taskOf(job, 'a')).end(0);
    await state(runner, job, 'a', 'succeeded');
    account.states.delete(STATE_MACHINE_PREFIX + job);

    expect(await failure(runner.start(request(job, 'b')))).toMatchObject({
      status: 503, code: 'runner-unavailable', message: expect.stringContaining('state machine is not there') as string, extensions: { headers: { 'retry-after': '60' } },
    });
    expect(await runner.run(job, 'a')).toMatchObject({ state: 'succeeded' });
  });

  test('a job runs a schedule\'s run and a person\'s at the same second once', async () => {
    const { job, runner } = await given();
    const input = JSON.stringify({ parameters: { day: '2026-11-23' }, requestedBy: 'schedule:nightly' });
    account.states.startExecution({ stateMachineArn: STATE_MACHINE_PREFIX + job, name: 'scheduled', input });
    const outcome = await runner.start(request(job, 'person'));
    const ran = await waitFor(async () => {
      const runs = await Promise.all(account.executions(job).map(({ name }) => runner.run(job, name)));
      return runs.every((run) => run.state !== 'starting') ? runs : undefined;
    }, { what: 'both are told apart' });

    expect(ran.filter((run) => run.state === 'running')).toHaveLength(1);
    if (outcome.kind === 'started') expect(ran.filter((run) => run.state === 'refused')).toHaveLength(1);
    else expect(outcome).toMatchObject({ kind: 'twin', run: { id: 'scheduled', requestedBy: 'schedule:nightly' } });
  });

  test('two gateways, answers lost and calls refused: never too many at once, never twins, and each key is one execution', async () => {
    const { job, runner } = await given({ maxConcurrentRuns: 3 });
    const runnersOfBoth = [runner, aRunner()];
    let most = 0;
    const twins: string[] = [];
    const going = new Set<string>();
    account.ecs.program = async ({ command }) => {
      const what = command.join(' ');
      if (going.has(what)) twins.push(what);
      going.add(what);
      most = Math.max(most, going.size);
      await new Promise((resolve) => { setTimeout(resolve, 80); });
      going.delete(what);
      return 0;
    };
    const faults = setInterval(() => {
      for (const fault of ['answer-lost', 'throttled', 'cut'] as const) account.states.faults.plan('StartExecution', fault);
    }, 50);
    const ids = Array.from({ length: 24 }, (_, index) => `r${index}`);
    try {
      await Promise.all(ids.map((id, index) => waitFor(async () => {
        const asked = request(job, id, { ...ofDay(index % 6), maxConcurrentRuns: 3 });
        const outcome = await failure((runnersOfBoth[index % 2] as StepFunctionsRunner).start(asked));
        const { value, code } = outcome as { value?: StartOutcome; code?: string };
        if (value === undefined && code !== 'runner-unavailable') throw outcome;
        return value?.kind === 'started' || value?.kind === 'known';
      }, { what: `${id} is started`, everyMs: 100 })));
    } finally {
      clearInterval(faults);
      account.states.faults.clear();
    }
    await waitFor(() => account.executions(job).every(({ status }) => status !== 'RUNNING'), { what: 'all end' });

    expect(account.executions(job).map(({ name }) => name).sort()).toEqual([...ids].sort());
    expect(twins).toEqual([]);
    expect(most).toBeLessThanOrEqual(3);
    const runs = await Promise.all(ids.map((id) => runner.run(job, id)));
    expect(runs.filter((run) => !['succeeded', 'refused'].includes(run.state))).toEqual([]);
    expect((await account.item(job, 'turns'))?.['holders']).toBeUndefined();
  });
});
