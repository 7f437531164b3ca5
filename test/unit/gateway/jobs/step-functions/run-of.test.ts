import type { Execution } from '../../../../../images/gateway/src/jobs/step-functions/executions';
import { runOfBoth, runOfExecution, runOfRecord } from '../../../../../images/gateway/src/jobs/step-functions/run-of';
import type { RunRecord } from '../../../../../lib/contract/run-table';

const record = (over: Partial<RunRecord> = {}): RunRecord => ({
  job: 'daily', item: 'run#a', kind: 'run', id: 'a', state: 'running', parameters: '{"day":"2026-11-23","rows":7,"dry_run":false}', requestedBy: 'user:ada',
  startedAt: '2026-11-23T09:00:00.000Z', expiresAt: 1_800_000_000, ...over,
});
const execution = (over: Partial<Execution> = {}): Execution => ({ status: 'RUNNING', startedAt: new Date('2026-11-23T09:00:00Z'), ...over });
const ENDED = { endedAt: new Date('2026-11-23T09:05:00Z') };
const BEGUN = { id: 'a', job: 'daily', parameters: { day: '2026-11-23', rows: 7, dry_run: false }, requestedBy: 'user:ada', startedAt: '2026-11-23T09:00:00.000Z' };

test('a record with all that one can have, and one with what each has', () => {
  const all = { mapping: 'analysts', reason: 'asked by the board', endedAt: '2026-11-23T09:05:00.000Z', exitCode: 30, cause: 'luigi ended with 30: task failed' };

  expect(runOfRecord(record({ ...all, state: 'failed' }))).toEqual({ ...BEGUN, ...all, state: 'failed' });
  expect(runOfRecord(record())).toEqual({ ...BEGUN, state: 'running' });
});

test.each<[string, Partial<Execution>, object]>([
  ['goes on', {}, { state: 'running' }],
  ['waits to be redriven', { status: 'PENDING_REDRIVE' }, { state: 'running' }],
  ['has succeeded', { ...ENDED, status: 'SUCCEEDED', output: '{"exitCode":0}' }, { state: 'succeeded', exitCode: 0 }],
  ['ran out of time', { ...ENDED, status: 'TIMED_OUT' }, { state: 'timed-out', cause: 'it ran longer than the job may' }],
  ['was stopped through the gateway', { ...ENDED, status: 'ABORTED', error: 'Job.Stopped', cause: 'stopped by user:grace' }, { state: 'stopped', cause: 'stopped by user:grace' }],
  ['was stopped at the console', { ...ENDED, status: 'ABORTED', error: 'X', cause: '<b>hm</b>' }, { state: 'stopped', cause: 'stopped in Step Functions, not through this service' }],
  ['failed in ECS', { ...ENDED, status: 'FAILED', error: 'States.TaskFailed', cause: '{"TaskArn":"arn"}' }, { state: 'failed', cause: 'States.TaskFailed' }],
  ['failed', { ...ENDED, status: 'FAILED', error: 'Job.Failed', cause: 'luigi ended with 20' }, { state: 'failed', cause: 'luigi ended with 20' }],
  ['was refused', { ...ENDED, status: 'FAILED', error: 'Job.TwinRuns', cause: 'b runs' }, { state: 'refused', cause: 'b runs' }],
])('a record without an end, whose execution %s', (_, over, expected) => {
  const end = over.endedAt === undefined ? {} : { endedAt: '2026-11-23T09:05:00.000Z' };

  expect(runOfBoth(record(), execution(over))).toEqual({ ...BEGUN, ...end, ...expected });
});

test('of an execution that Step Functions has forgotten, it is said that nobody knows', () => {
  expect(runOfBoth(record(), undefined)).toEqual({
    ...BEGUN, state: 'failed', endedAt: BEGUN.startedAt, cause: 'how and when it ended is not known any more',
  });
});

test('what an earlier end has left in a record is nothing of a run that goes on again', () => {
  expect(runOfBoth(record({ state: 'failed', endedAt: '2026-11-23T09:05:00.000Z', exitCode: 30, cause: 'x' }), execution())).toEqual({ ...BEGUN, state: 'running' });
});

test('a run without a record is told by its input', () => {
  const input = JSON.stringify({ parameters: BEGUN.parameters, requestedBy: 'user:ada', mapping: 'analysts', reason: 'because' });

  expect(runOfExecution('daily', 'a', execution({ input }))).toEqual({ ...BEGUN, state: 'starting', mapping: 'analysts', reason: 'because' });
});

test.each([undefined, '', 'no json', '[]', 'null', '{"parameters":["x"],"requestedBy":7}', '{"parameters":{"day":{"a":1},"b":null},"mapping":[]}'])(
  'an input that somebody else has written, %j, breaks nothing', (input) => {
    expect(runOfExecution('daily', 'a', execution(input === undefined ? {} : { input }))).toMatchObject({ state: 'starting', requestedBy: 'unknown' });
  });

test('a cause is one short line, whoever wrote it', () => {
  const { cause } = runOfBoth(record(), execution({ ...ENDED, status: 'FAILED', cause: `a\u0000\n\u202eb${'c'.repeat(2_000)}` }));

  expect(cause).toHaveLength(1_000);
  expect(cause).toMatch(/^a bc+…$/);
});
