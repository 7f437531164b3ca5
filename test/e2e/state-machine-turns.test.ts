import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { waitFor } from '../../local/process-runner/wait-for';
import { motoPython } from '../support/access/moto';
import type { Execution } from '../support/step-functions/interpreter';
import { JobsAccount, STATE_MACHINE_PREFIX } from '../support/step-functions/jobs-account';

const python = motoPython();
if (python === undefined) {
  const message = 'moto is not installed: turns of runs are not tested against a DynamoDB; set MOTO_PYTHON, or run `npm run setup -- moto`';
  if (process.env['CI'] !== undefined) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
}

(python === undefined ? describe.skip : describe)('on a DynamoDB, as CDK synthesises it, a job\'s state machine', () => {
  let account: JobsAccount;
  let sfn: SFNClient;
  let counter = 0;

  beforeAll(async () => {
    account = await JobsAccount.start(python ?? '');
    // Patient, since it shares a process with fifty executions.
    sfn = new SFNClient({ region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, endpoint: account.states.endpoint, maxAttempts: 1 });
  });
  afterAll(async () => {
    sfn?.destroy();
    await account?.stop();
  });
  afterEach(() => {
    for (const task of account.ecs.running) task.end(0);
    expect(account.states.broken).toEqual([]);
  });

  const given = async (maxConcurrentRuns: number): Promise<string> => {
    const job = `turns-${counter += 1}`;
    await account.deploy(job, { maxConcurrentRuns });
    return job;
  };
  const start = async (job: string, name: string, day: string): Promise<void> => {
    await sfn.send(new StartExecutionCommand({
      stateMachineArn: STATE_MACHINE_PREFIX + job, name, input: JSON.stringify({ parameters: { day }, requestedBy: 'user:ada' }),
    }));
  };
  const tasksOf = (job: string) => [...account.ecs.running].filter(({ executionArn }) => executionArn.startsWith(account.arn(job, '')));
  const execution = (job: string, name: string): Execution => account.executions(job).find((each) => each.name === name) as Execution;
  const runs = (job: string, name: string) => waitFor(async () => (
    [...account.ecs.running].find(({ executionArn }) => executionArn === account.arn(job, name))
  ), { what: `${name} runs` });
  const count = (job: string, wanted: string) => account.executions(job).filter(({ status }) => status === wanted).length;
  const turns = async (job: string) => (await account.item(job, 'turns'))?.['holders']?.SS?.sort() ?? [];
  const recorded = async (job: string, name: string) => (await account.item(job, `run#${name}`))?.['state']?.S;

  test('runs one of fifty that start at once with the same parameters, and refuses the others', async () => {
    const job = await given(50);
    await Promise.all(Array.from({ length: 50 }, (_, index) => start(job, `run-${index}`, '2026-11-23')));
    await waitFor(async () => count(job, 'FAILED') === 49, { what: '49 are refused', timeoutMs: 90_000 });

    const [task, ...more] = tasksOf(job);
    expect(more).toEqual([]);
    task?.end(0);
    await waitFor(async () => count(job, 'SUCCEEDED') === 1, { what: 'one has succeeded' });
    expect(new Set(account.executions(job).flatMap(({ error }) => error ?? []))).toEqual(new Set(['Job.TwinRuns']));
    const states = await Promise.all(account.executions(job).map(({ name }) => recorded(job, name)));
    expect(states.filter((state) => state === 'refused')).toHaveLength(49);
    expect(states.filter((state) => state === 'succeeded')).toHaveLength(1);
    expect(await turns(job)).toEqual([]);
    expect(account.ecs.tasks.filter(({ executionArn }) => executionArn.startsWith(account.arn(job, '')))).toHaveLength(1);
  });

  test('runs as many with other parameters as the job may have', async () => {
    const job = await given(3);
    await Promise.all(Array.from({ length: 12 }, (_, index) => start(job, `run-${index}`, `2026-01-${String(index + 10)}`)));
    await waitFor(async () => count(job, 'FAILED') === 9, { what: '9 are refused', timeoutMs: 90_000 });

    expect(tasksOf(job)).toHaveLength(3);
    expect(await turns(job)).toHaveLength(3);
    expect(new Set(account.executions(job).flatMap(({ error }) => error ?? []))).toEqual(new Set(['Job.TooManyRuns']));
  });

  test('lets the next run where one was stopped, and holds the stopped one back when it is redriven', async () => {
    const job = await given(1);
    await start(job, 'stopped', '2026-11-23');
    await runs(job, 'stopped');
    await sfn.send(new StopExecutionCommand({ executionArn: account.arn(job, 'stopped') }));
    expect(await turns(job)).toEqual(['stopped']);

    await start(job, 'next', '2026-11-23');
    const next = await runs(job, 'next');
    expect(await turns(job)).toEqual(['next']);

    execution(job, 'stopped').redrive();
    await execution(job, 'stopped').done;
    expect(execution(job, 'stopped')).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('Job.TwinRuns') as string });

    next.end(0);
    await execution(job, 'next').done;
    execution(job, 'stopped').redrive();
    (await runs(job, 'stopped')).end(0);
    expect((await execution(job, 'stopped').done).status).toBe('SUCCEEDED');
    expect([await recorded(job, 'stopped'), await turns(job)]).toEqual(['succeeded', []]);
  });

  test('lets the next run where a holder was forgotten', async () => {
    const job = await given(1);
    await account.putItem({ job: { S: job }, item: { S: 'turns' }, holders: { SS: ['forgotten'] }, 'twin-x': { S: 'forgotten' } });

    await start(job, 'next', '2026-11-23');
    (await runs(job, 'next')).end(0);

    expect((await execution(job, 'next').done).status).toBe('SUCCEEDED');
    expect(Object.keys(await account.item(job, 'turns') ?? {}).sort()).toEqual(['item', 'job']);
  });

  test('notes how a run failed, gives its turn back, and runs it again when it is redriven', async () => {
    const job = await given(1);
    await start(job, 'run-1', '2026-11-23');
    (await runs(job, 'run-1')).end(30);
    await execution(job, 'run-1').done;
    const record = await account.item(job, 'run#run-1');
    expect([record?.['state']?.S, record?.['exitCode']?.N, record?.['cause']?.S]).toEqual(['failed', '30', 'exit code 30: a task failed']);
    expect(await turns(job)).toEqual([]);

    execution(job, 'run-1').redrive();
    (await runs(job, 'run-1')).end(0);
    await execution(job, 'run-1').done;
    expect([await recorded(job, 'run-1'), (await account.item(job, 'run#run-1'))?.['cause']]).toEqual(['succeeded', undefined]);
  });
});
