import { AwsCalls } from '../../../../../images/gateway/src/jobs/step-functions/aws-calls';
import { Executions } from '../../../../../images/gateway/src/jobs/step-functions/executions';
import { ManualClock } from '../../../../support/manual-clock';

const PREFIX = 'arn:aws-cn:states:cn-north-1:111122223333:stateMachine:luigi-etl_';
const ARN = 'arn:aws-cn:states:cn-north-1:111122223333:execution:luigi-etl_daily:a';

/** Answers, by the names of commands: values are given, errors are thrown. */
type Script = Readonly<Record<string, readonly unknown[]>>;

function given(script: Script) {
  const clock = new ManualClock();
  const sent: { readonly name: string; readonly input: unknown }[] = [];
  const left = Object.fromEntries(Object.entries(script).map(([name, answers]) => [name, [...answers]]));
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push({ name, input: command.input });
    const answer = left[name]?.length === 1 ? left[name][0] : left[name]?.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const calls = new AwsCalls({ log: { info: () => undefined, warn: () => undefined }, clock });
  return { clock, sent, executions: new Executions({ send: send as never }, PREFIX, calls, clock) };
}

const named = (name: string): Error => Object.assign(new Error('x'), { name });
const at = (seconds: number): Date => new Date(Date.parse('2026-01-31T09:30:00Z') + seconds * 1000);
const RUNNING = { status: 'RUNNING', startDate: at(0), input: '{}' };
const NOW = { goesOn: 0, ended: 0 };

test('an execution is asked for by the ARN of its state machine, in whatever partition', async () => {
  const { executions, sent } = given({ StartExecution: [{ startDate: at(0) }], DescribeExecution: [RUNNING] });

  expect(await executions.start('daily', 'a', '{"x":1}')).toEqual({ now: true, startedAt: at(0) });
  await executions.find('daily', 'a', NOW);
  expect(sent).toEqual([
    { name: 'StartExecution', input: { stateMachineArn: `${PREFIX}daily`, name: 'a', input: '{"x":1}' } },
    { name: 'DescribeExecution', input: { executionArn: ARN } },
  ]);
});

test.each([
  ['an earlier start that goes on', { startDate: at(-3) }], ['an earlier start that has ended', named('ExecutionAlreadyExists')],
])('%s is no start of now', async (_, answer) => {
  const { executions } = given({ StartExecution: [answer] });

  expect(await executions.start('daily', 'a', '{}')).toMatchObject({ now: false });
});

test.each([
  ['StateMachineDoesNotExist', "the job's state machine is not there: it was removed, or is not deployed yet: try again in 60 s"],
  ['StateMachineDeleting', "the job's state machine is not there: it was removed, or is not deployed yet: try again in 60 s"],
  ['ExecutionLimitExceeded', 'as many executions go on in the AWS account as may: try again in 60 s'],
  ['ValidationException', 'what runs jobs can not be asked now: try again in 10 s'],
])('%s to a start is told so', async (name, message) => {
  const { executions } = given({ StartExecution: [named(name)] });

  await expect(executions.start('daily', 'a', '{}')).rejects.toMatchObject({ status: 503, code: 'runner-unavailable', message });
});

test('answers are kept for as long as who asks allows, and longer where it has ended', async () => {
  const { executions, sent, clock } = given({ DescribeExecution: [RUNNING, { ...RUNNING, status: 'FAILED', stopDate: at(5) }] });
  const ages = { goesOn: 1_000, ended: 60_000 };
  await executions.find('daily', 'a', ages);
  await clock.advance(999);
  await executions.find('daily', 'a', ages);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(await executions.find('daily', 'a', ages)).toMatchObject({ status: 'FAILED', endedAt: at(5) });
  await clock.advance(59_999);
  await executions.find('daily', 'a', ages);
  expect(sent).toHaveLength(2);
  await clock.advance(1);
  await executions.find('daily', 'a', ages);
  expect(sent).toHaveLength(3);
});

test('many who ask at once are answered by one call, and a failed one is not kept', async () => {
  const { executions, sent } = given({ DescribeExecution: [named('ThrottlingException'), RUNNING] });
  const asked = await Promise.allSettled(Array.from({ length: 50 }, () => executions.find('daily', 'a', NOW)));
  expect(asked.every(({ status }) => status === 'rejected')).toBe(true);
  expect(sent).toHaveLength(1);

  expect(await executions.find('daily', 'a', NOW)).toMatchObject({ status: 'RUNNING' });
});

test('what was just started is there, until it must have been shown', async () => {
  const { executions, clock } = given({ StartExecution: [{ startDate: at(0) }], DescribeExecution: [named('ExecutionDoesNotExist')] });
  await executions.start('daily', 'a', '{"x":1}');
  expect(await executions.find('daily', 'a', NOW)).toEqual({ status: 'RUNNING', startedAt: at(0), input: '{"x":1}' });
  await clock.advance(30_001);

  expect(await executions.find('daily', 'a', NOW)).toBeUndefined();
});

test('what was just stopped has ended, whatever an old answer says; who asked stands in its cause', async () => {
  const { executions, sent } = given({ StopExecution: [{ stopDate: at(5) }], DescribeExecution: [RUNNING] });
  await executions.find('daily', 'a', NOW);
  await executions.stop('daily', 'a', 'stopped by user:ada');

  expect(await executions.find('daily', 'a', NOW)).toEqual({
    status: 'ABORTED', startedAt: at(0), endedAt: at(5), error: 'Job.Stopped', cause: 'stopped by user:ada', input: '{}',
  });
  expect(sent[1]).toEqual({ name: 'StopExecution', input: { executionArn: ARN, error: 'Job.Stopped', cause: 'stopped by user:ada' } });
});

test('one that ended by itself before it was stopped is told by its own end', async () => {
  const { executions } = given({ StopExecution: [{ stopDate: at(5) }], DescribeExecution: [{ ...RUNNING, status: 'SUCCEEDED', stopDate: at(4) }] });
  await executions.stop('daily', 'a', 'stopped by user:ada');

  expect(await executions.find('daily', 'a', NOW)).toMatchObject({ status: 'SUCCEEDED', endedAt: at(4) });
});

test('what was just redriven goes on, until it ends anew', async () => {
  const failed = { ...RUNNING, status: 'FAILED', stopDate: at(5), error: 'x', cause: 'y' };
  const { executions } = given({ RedriveExecution: [{ redriveDate: at(10) }], DescribeExecution: [failed, failed, { ...failed, stopDate: at(15) }] });
  await executions.find('daily', 'a', NOW);
  expect(executions.redrivenAfter('daily', 'a', at(5).toISOString())).toBe(false);
  expect(await executions.redrive('daily', 'a')).toBe('redriven');

  expect(executions.redrivenAfter('daily', 'a', at(5).toISOString())).toBe(true);
  expect(executions.redrivenAfter('daily', 'a', at(15).toISOString())).toBe(false);
  expect(await executions.find('daily', 'a', NOW)).toEqual({ status: 'RUNNING', startedAt: at(0), input: '{}' });
  expect(await executions.find('daily', 'a', NOW)).toMatchObject({ status: 'FAILED', endedAt: at(15) });
});

test('an end from before a redrive that Step Functions still tells is not kept', async () => {
  const failed = { ...RUNNING, status: 'FAILED', stopDate: at(5) };
  const { executions, clock } = given({ RedriveExecution: [{ redriveDate: at(10) }], DescribeExecution: [failed, RUNNING] });
  await executions.redrive('daily', 'a');
  expect(await executions.find('daily', 'a', { goesOn: 0, ended: 300_000 })).toMatchObject({ status: 'RUNNING' });
  await clock.advance(60_000);
  expect(await executions.find('daily', 'a', { goesOn: 0, ended: 300_000 })).toMatchObject({ status: 'RUNNING' });
});

test('an end that was seen before a redrive is not told again, however long answers are kept', async () => {
  const ages = { goesOn: 10_000, ended: 300_000 };
  const { executions, clock } = given({ RedriveExecution: [{ redriveDate: at(10) }], DescribeExecution: [{ ...RUNNING, status: 'FAILED', stopDate: at(5) }, RUNNING] });
  expect(await executions.find('daily', 'a', ages)).toMatchObject({ status: 'FAILED' });
  await executions.redrive('daily', 'a');
  await clock.advance(30_001);

  expect(await executions.find('daily', 'a', ages)).toMatchObject({ status: 'RUNNING' });
});

test.each([['ExecutionNotRedrivable', 'not-redrivable'], ['ExecutionDoesNotExist', 'gone']])('%s to a redrive is %s', async (name, outcome) => {
  const { executions } = given({ RedriveExecution: [named(name)] });

  expect(await executions.redrive('daily', 'a')).toBe(outcome);
});

test('the newest task is the one that was submitted last, however long the history is', async () => {
  const submitted = (id: string, resourceType = 'ecs') =>
    ({ type: 'TaskSubmitted', taskSubmittedEventDetails: { resourceType, resource: 'runTask.sync', output: JSON.stringify({ Tasks: [{ TaskArn: id }] }) } });
  const { executions, sent } = given({ GetExecutionHistory: [
    { events: [{ type: 'TaskSucceeded' }, submitted('other', 'glue')], nextToken: 'more' }, { events: [submitted('second'), submitted('first')] },
  ] });

  expect(await executions.newestTask('daily', 'a')).toBe('second');
  expect(sent.map(({ input }) => input)).toMatchObject([{ reverseOrder: true, includeExecutionData: true }, { nextToken: 'more' }]);
});

test.each<[string, Script]>([
  ['no history any more', { GetExecutionHistory: [named('ExecutionDoesNotExist')] }],
  ['none submitted', { GetExecutionHistory: [{ events: [] }] }],
  ['an output that is none', { GetExecutionHistory: [{ events: [{ taskSubmittedEventDetails: { resourceType: 'ecs', output: 'x' } }] }] }],
  ['a refusal of ECS', { GetExecutionHistory: [{ events: [{ taskSubmittedEventDetails: { resourceType: 'ecs', output: '{"Failures":[{}],"Tasks":[]}' } }] }] }],
  ['pages without end', { GetExecutionHistory: [{ events: [], nextToken: 'more' }] }],
])('with %s there is no task', async (_, script) => {
  expect(await given(script).executions.newestTask('daily', 'a')).toBeUndefined();
});

test('ids that somebody makes up use up few calls; what is known, or was just started here, is told all the same', async () => {
  const { executions, sent, clock } = given({ StartExecution: [{ startDate: at(0) }], DescribeExecution: [named('ExecutionDoesNotExist')] });
  const ask = (id: string) => executions.findUnrecorded('daily', id, { goesOn: 1000, ended: 5000 });
  await executions.start('daily', 'mine', '{}');

  const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => ask(`made-up-${index}`).catch(({ code }: { code: string }) => code)));

  expect(answers.map((answer) => answer ?? 'gone')).toEqual(Array.from({ length: 500 }, (_, index) => (index < 50 ? 'gone' : 'runner-unavailable')));
  expect(sent.filter(({ name }) => name === 'DescribeExecution')).toHaveLength(50);
  expect([await ask('made-up-0'), await ask('mine')]).toEqual([undefined, expect.objectContaining({ status: 'RUNNING' })]);
  await clock.advance(1000);
  expect((await Promise.allSettled(['a', 'b', 'c', 'd'].map(ask))).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
});
