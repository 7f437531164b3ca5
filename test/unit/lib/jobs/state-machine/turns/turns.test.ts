import { createHash } from 'node:crypto';
import { JobMachine, type RunningTask } from '../../../../../support/jobs/job-machine';
import { TaskError, type Execution } from '../../../../../support/step-functions/interpreter';

const DAY = { day: '2026-11-23' };
const TASK = { taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shared/0123456789abcdef', logStream: 'job/job/0123456789abcdef' };

/** Days that differ, so that runs are no twins. */
const dayOf = (index: number): object => ({ day: `2026-01-${String(index + 1).padStart(2, '0')}` });

const states = ({ events }: Execution): string[] => events.filter(({ type }) => type.endsWith('StateEntered'))
  .map((event) => (event['stateEnteredEventDetails'] as { name: string }).name);

/** Resolves when so many have failed. */
async function refusedOf(executions: readonly Execution[], many: number): Promise<void> {
  while (executions.filter(({ status }) => status === 'FAILED').length < many) {
    await Promise.race(executions.filter(({ status }) => status === 'RUNNING').map(({ done }) => done));
  }
}

describe('a run takes its turn', () => {
  test('before it runs, notes that it does, and how it ended; then gives it back', async () => {
    const machine = new JobMachine();
    const execution = machine.start('run-1', DAY, { requestedBy: 'user:ada', mapping: 'analysts', reason: 'late data' });
    const task = await machine.task('run-1');
    expect(machine.holders).toEqual(['run-1']);
    const noted = {
      job: 'daily', item: 'run#run-1', kind: 'run', id: 'run-1', parameters: '{"day":"2026-11-23","region":"eu"}', requestedBy: 'user:ada', mapping: 'analysts', reason: 'late data',
      startedAt: execution.startDate.toISOString(), expiresAt: Math.floor(execution.startDate.getTime() / 1000) + 400 * 86_400,
    };
    expect(machine.record('run-1')).toEqual({ ...noted, state: 'running' });

    task.exit();
    await execution.done;

    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { executionId: 'run-1', ...TASK, exitCode: 0 } });
    expect(machine.record('run-1')).toEqual({ ...noted, ...TASK, exitCode: 0, state: 'succeeded', endedAt: expect.stringMatching(/^20.*Z$/) as string });
    expect(machine.holders).toEqual([]);
    expect(states(execution)).toEqual(['Check input', 'Input fits', 'Take turn', 'Note run', 'Run', 'Note success', 'Give turn back', 'Ran well', 'Done']);
  });

  test('and of fifty with the same parameters at once one runs; the others are refused, and say by whom', async () => {
    const machine = new JobMachine({ maxConcurrentRuns: 50 });
    const executions = Array.from({ length: 50 }, (_, index) => machine.start(`run-${index}`, index % 2 === 0 ? DAY : { region: 'eu', ...DAY }));
    const first = await Promise.any(executions.map(({ name }) => machine.task(name)));
    await Promise.all(executions.filter(({ name }) => name !== first.execution).map(({ done }) => done));
    first.exit();
    await machine.executions.get(first.execution)?.done;

    const refused = executions.filter(({ status }) => status === 'FAILED');
    expect([executions.length - refused.length, refused.length, machine.most]).toEqual([1, 49, 1]);
    const cause = `run ${first.execution} of this job has the same parameters and goes on`;
    expect(new Set(refused.map((execution) => `${execution.error}: ${execution.cause}`))).toEqual(new Set([`Job.TwinRuns: ${cause}`]));
    expect(refused.map(({ name }) => machine.record(name)).filter((record) => record?.['state'] !== 'refused' || record['cause'] !== cause)).toEqual([]);
    expect(machine.holders).toEqual([]);
  });

  test('and of twenty with other parameters each three run at once', async () => {
    const machine = new JobMachine({ maxConcurrentRuns: 3 });
    const executions = Array.from({ length: 20 }, (_, index) => machine.start(`run-${index}`, dayOf(index)));
    await refusedOf(executions, 17);
    for (const task of [...machine.running]) task.exit();
    await Promise.all(executions.map(({ done }) => done));

    expect(machine.most).toBe(3);
    expect(executions.filter(({ status }) => status === 'SUCCEEDED')).toHaveLength(3);
    const refused = executions.find(({ status }) => status === 'FAILED') as Execution;
    expect(refused).toMatchObject({ error: 'Job.TooManyRuns', cause: '3 of this job go on, as many as may' });
    expect(machine.record(refused.name)).toMatchObject({ state: 'refused', cause: '3 of this job go on, as many as may', endedAt: expect.any(String) as string });
    expect(machine.holders).toEqual([]);
  });

  test('a schedule and a person in the same second: one of them runs', async () => {
    const machine = new JobMachine();
    const both = [
      machine.start('by-schedule', DAY, { requestedBy: 'schedule:daily/nightly' }),
      machine.start('by-ada', DAY, { requestedBy: 'user:ada', mapping: 'analysts' }),
    ];
    await Promise.race(both.map(({ done }) => done));
    machine.running[0]?.exit();
    await Promise.all(both.map(({ done }) => done));

    expect(both.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    expect([machine.record('by-schedule')?.['requestedBy'], machine.record('by-ada')?.['requestedBy']]).toEqual(['schedule:daily/nightly', 'user:ada']);
  });

  test('and one that is its own already keeps it', async () => {
    const machine = new JobMachine();
    // as an earlier try has left it, whose answer was lost
    const twin = `twin-${createHash('sha256').update('day=2026-11-23\0region=eu').digest('hex')}`;
    machine.table.put({ job: { S: 'daily' }, item: { S: 'turns' }, holders: { SS: ['run-1'] }, [twin]: { S: 'run-1' } });
    (await machine.started('run-1')).exit();

    const execution = await (machine.executions.get('run-1') as Execution).done;
    expect([execution.status, states(execution).includes('Read turns'), machine.holders]).toEqual(['SUCCEEDED', false, []]);
  });
});

describe('a run that did not give its turn back', () => {
  test.each<[string, (machine: JobMachine, holder: Execution) => void]>([
    ['since it was stopped', (_, holder) => holder.stop()],
    ['and is forgotten', (machine, holder) => { holder.stop(); machine.executions.delete(holder.name); }],
  ])('%s, is no more in the way of the next', async (_, end) => {
    const machine = new JobMachine();
    const task = await machine.started('run-1');
    const holder = machine.executions.get('run-1') as Execution;
    end(machine, holder);
    await holder.done;
    expect([task.execution, machine.holders]).toEqual(['run-1', ['run-1']]);

    (await machine.started('run-2')).exit();

    const next = machine.executions.get('run-2') as Execution;
    expect((await next.done).status).toBe('SUCCEEDED');
    expect(machine.holders).toEqual([]);
    expect(states(next).slice(2, 6)).toEqual(['Take turn', 'Read turns', 'Let news settle', 'Look at holders']);
    expect(machine.record('run-1')?.['state']).toBe('running');
  });

  test('is found among others that go on', async () => {
    const machine = new JobMachine({ maxConcurrentRuns: 3 });
    for (const index of [0, 1, 2]) await machine.started(`run-${index}`, dayOf(index));
    machine.executions.get('run-1')?.stop();

    await machine.started('run-3', dayOf(3));

    expect(machine.holders).toEqual(['run-0', 'run-2', 'run-3']);
  });

  test('has its turn freed once, however many come for it', async () => {
    const machine = new JobMachine({ maxConcurrentRuns: 50 });
    await machine.started('dead');
    machine.executions.get('dead')?.stop();
    const executions = Array.from({ length: 10 }, (_, index) => machine.start(`run-${index}`));
    await refusedOf(executions, 9);

    expect([machine.most, machine.holders.length]).toEqual([1, 1]);
  });

  test('is not taken from whoever has it since', async () => {
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => { goOn = resolve; });
    const machine = new JobMachine({ maxConcurrentRuns: 50 }, { 'aws-sdk:sfn:describeExecution': async ({ ExecutionArn }, { executionArn }) => {
      if (executionArn.endsWith(':late')) await gate;
      return { Status: String(ExecutionArn).endsWith(':dead') ? 'ABORTED' : 'RUNNING' };
    } });
    await machine.started('dead');
    machine.executions.get('dead')?.stop();
    const late = machine.start('late');
    await machine.started('first');
    goOn();

    expect((await late.done).error).toBe('Job.TwinRuns');
    expect([machine.holders, machine.most]).toEqual([['first'], 1]);
  });

  test('is left alone where nobody can tell how far it is', async () => {
    const machine = new JobMachine({}, { 'aws-sdk:sfn:describeExecution': () => Promise.reject(new TaskError('Sfn.SfnException', 'Rate exceeded')) });
    await machine.started('run-1');
    const refused = await machine.start('run-2').done;

    expect(refused.error).toBe('Job.TwinRuns');
    expect(machine.holders).toEqual(['run-1']);
  });

  test('is freed though its two marks don\'t agree', async () => {
    const machine = new JobMachine();
    machine.table.put({ job: { S: 'daily' }, item: { S: 'turns' }, holders: { SS: ['gone-1'] } });
    (await machine.started('run-1')).exit();
    expect((await machine.executions.get('run-1')?.done)?.status).toBe('SUCCEEDED');
  });
});

describe('a run that fails', () => {
  test.each<[string, Parameters<RunningTask['exit']>, object]>([
    ['by a failed task of Luigi', [30], { ...TASK, state: 'failed', exitCode: 30, cause: 'exit code 30: a task failed' }],
    ['by an exit code of its own', [3], { ...TASK, state: 'failed', exitCode: 3, cause: 'exit code 3' }],
    ['for want of memory', [137, { Containers: [{ Name: 'job', ExitCode: 137, Reason: 'OutOfMemoryError: killed' }] }],
      { ...TASK, state: 'failed', exitCode: 137, cause: 'exit code 137: it was killed; OutOfMemoryError: killed' }],
    ['before its container has begun', [1, { StoppedReason: 'CannotPullContainerError: not found', Containers: [{ Name: 'job' }] }],
      { ...TASK, state: 'failed', cause: 'CannotPullContainerError: not found' }],
    ['with no more than a reason that says nothing', [1, { Containers: [] }], { ...TASK, state: 'failed', cause: 'States.TaskFailed' }],
  ])('%s is noted with what ECS tells, and its turn is free', async (_, [code, over], noted) => {
    const machine = new JobMachine();
    (await machine.started('run-1')).exit(code, over);
    const execution = await (machine.executions.get('run-1') as Execution).done;

    expect(machine.record('run-1')).toMatchObject({ ...noted, endedAt: expect.any(String) as string });
    expect(Object.keys(machine.record('run-1') ?? {}).includes('exitCode')).toBe('exitCode' in noted);
    expect(execution).toMatchObject({
      status: 'FAILED', error: 'States.QueryEvaluationError', cause: expect.stringContaining(`States.TaskFailed: ${(noted as { cause: string }).cause}`) as string,
    });
    expect(machine.holders).toEqual([]);
  });

  test.each([
    ['ECS refuses it', 'ECS.InvalidParameterException', 'No such task definition', 'failed', 'No such task definition'],
    ['there is no capacity', 'AmazonECS.Unknown', '{"Failures":[{"Reason":"RESOURCE:ENI"}]}', 'failed', 'RESOURCE:ENI'],
    ['the role may not', 'ECS.AccessDeniedException', '', 'failed', 'ECS.AccessDeniedException'],
    ['it lasts too long', 'States.Timeout', '', 'timed-out', 'it lasted longer than it may'],
    ['the cause is endless', 'States.TaskFailed', 'x'.repeat(9_000), 'failed', 'x'.repeat(500)],
  ])('since %s is noted, and its turn is free', async (_, error, cause, state, noted) => {
    const machine = new JobMachine();
    (await machine.started('run-1')).throw(error, cause);
    await machine.executions.get('run-1')?.done;

    expect(machine.record('run-1')).toMatchObject({ state, cause: noted });
    expect(machine.holders).toEqual([]);
  });

  test('is tried again with the turn that it has, as often as the job says', async () => {
    const machine = new JobMachine({ retries: { maxAttempts: 1, intervalSeconds: 1, backoffRate: 2 } });
    (await machine.started('run-1')).exit(30);
    while (machine.running.length === 0) await new Promise((resolve) => { setImmediate(resolve); });
    expect(machine.holders).toEqual(['run-1']);
    machine.running[0]?.exit(0);

    const execution = await (machine.executions.get('run-1') as Execution).done;
    expect([execution.status, states(execution).filter((name) => name === 'Take turn')]).toEqual(['SUCCEEDED', ['Take turn']]);
  });

  test('is told to the topic, without values of parameters; one that succeeds is not', async () => {
    const machine = new JobMachine({ failureTopicArn: 'arn:aws:sns:eu-central-1:111122223333:failures' });
    machine.start('run-1', { day: '2026-11-23' }, { requestedBy: 'user:ada' });
    (await machine.task('run-1')).exit(30);
    await machine.executions.get('run-1')?.done;
    (await machine.started('run-2')).exit(0);
    await machine.executions.get('run-2')?.done;

    expect(machine.published).toEqual([{
      TopicArn: 'arn:aws:sns:eu-central-1:111122223333:failures', Subject: 'Luigi job daily: failed',
      Message: [
        'Luigi service luigi, job daily: run run-1: failed', 'asked for by: user:ada', 'cause: States.TaskFailed: exit code 30: a task failed', 'exit code: 30',
        'execution: arn:aws:states:eu-central-1:111122223333:execution:luigi-luigi_daily:run-1',
      ].join('\n'),
    }]);
  });

  test('since its input is not one is noted and told, names no value, and takes no turn', async () => {
    const machine = new JobMachine({ failureTopicArn: 'arn:aws:sns:eu-central-1:111122223333:failures' });
    const execution = await machine.start('run-1', { day: 'yesterday', shell: 'rm' }).done;

    const cause = 'parameters: expected none but those that the job declares; day: expected a date as YYYY-MM-DD';
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Job.InputRefused', cause });
    expect(machine.record('run-1')).toMatchObject({ state: 'failed', cause, parameters: '{}', requestedBy: 'unknown' });
    expect(machine.published).toHaveLength(1);
    expect(machine.table.item('turns')).toBeUndefined();
  });

  test('ends as it would though its record can\'t be written, nobody can be told, and its turn not be given back', async () => {
    const machine = new JobMachine({ failureTopicArn: 'arn:aws:sns:eu-central-1:111122223333:failures' });
    const task = await machine.started('run-1');
    machine.fault = () => { throw new TaskError('Some.Fault', 'down'); };
    task.exit(30);
    const execution = await (machine.executions.get('run-1') as Execution).done;
    machine.fault = () => undefined;

    expect(execution).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('exit code 30') as string });
    expect(machine.holders).toEqual(['run-1']);
    (await machine.started('run-2')).exit();
    expect((await (machine.executions.get('run-2') as Execution).done).status).toBe('SUCCEEDED');
  });

  test('and one that succeeds does so though its record can\'t be written', async () => {
    const machine = new JobMachine();
    machine.table.fault = (call) => { if (call === 'putItem') throw new TaskError('DynamoDB.ThrottlingException', 'slow down'); };
    (await machine.started('run-1')).exit();

    expect((await (machine.executions.get('run-1') as Execution).done).status).toBe('SUCCEEDED');
    expect(machine.holders).toEqual([]);
  });
});

describe('a run that is redriven', () => {
  async function failed(machine: JobMachine, name = 'run-1'): Promise<Execution> {
    (await machine.started(name)).exit(30);
    return (machine.executions.get(name) as Execution).done;
  }

  test('takes its turn again, and runs again', async () => {
    const machine = new JobMachine();
    const execution = await failed(machine);
    const { startedAt } = machine.record('run-1') ?? {};
    execution.redrive();
    const task = await machine.task('run-1');
    expect(machine.holders).toEqual(['run-1']);
    expect(machine.record('run-1')).toMatchObject({ state: 'running', startedAt });
    expect(machine.record('run-1')).not.toHaveProperty('cause');
    task.exit();

    expect(await execution.done).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(machine.record('run-1')).toMatchObject({ state: 'succeeded', exitCode: 0 });
    expect(machine.holders).toEqual([]);
  });

  test('may fail again and again', async () => {
    const machine = new JobMachine();
    const execution = await failed(machine);
    for (const code of [20, 40]) {
      execution.redrive();
      (await machine.task('run-1')).exit(code);
      expect((await execution.done).cause).toContain(`exit code ${code}`);
      expect(machine.record('run-1')).toMatchObject({ state: 'failed', exitCode: code });
    }
  });

  test('is held back where a twin has begun meanwhile; its record stays as it was; and it goes on once the twin has ended', async () => {
    const machine = new JobMachine();
    const execution = await failed(machine);
    const before = machine.record('run-1');
    const twin = await machine.started('run-2');

    execution.redrive();
    await execution.done;
    expect(execution).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('Job.TwinRuns: run run-2 of this job has the same parameters and goes on') as string });
    expect([machine.record('run-1'), machine.most]).toEqual([before, 1]);

    twin.exit();
    await machine.executions.get('run-2')?.done;
    execution.redrive();
    (await machine.task('run-1')).exit();
    expect((await execution.done).status).toBe('SUCCEEDED');
  });

  test('after it was stopped takes its turn first, though it begins where it ran', async () => {
    const machine = new JobMachine();
    await machine.started('run-1');
    const execution = machine.executions.get('run-1') as Execution;
    execution.stop();
    await execution.done;
    const twin = await machine.started('run-2');

    execution.redrive();
    await execution.done;
    expect(execution).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('Job.TwinRuns') as string });
    expect(machine.most).toBe(1);

    twin.exit();
    await machine.executions.get('run-2')?.done;
    execution.redrive();
    (await machine.task('run-1')).exit();
    expect((await execution.done).status).toBe('SUCCEEDED');
    expect(machine.holders).toEqual([]);
  });

  test('after it was refused fails again', async () => {
    const machine = new JobMachine();
    await machine.started('run-1');
    const refused = await machine.start('run-2').done;
    refused.redrive();
    expect((await refused.done).error).toBe('Job.TwinRuns');
    expect(machine.most).toBe(1);
  });

  test('after the table could not be asked runs, if it can now', async () => {
    const machine = new JobMachine();
    machine.fault = () => { throw new TaskError('Some.Fault', 'down'); };
    const execution = await machine.start('run-1').done;
    expect(execution).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('Some.Fault: down') as string });
    machine.fault = () => undefined;
    execution.redrive();
    (await machine.task('run-1')).exit();
    expect((await execution.done).status).toBe('SUCCEEDED');
  });
});
