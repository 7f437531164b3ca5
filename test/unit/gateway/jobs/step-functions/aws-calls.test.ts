import { AwsCalls, ExpectedAnswer } from '../../../../../images/gateway/src/jobs/step-functions/aws-calls';
import { Problem } from '../../../../../images/gateway/src/problem';
import { ManualClock } from '../../../../support/manual-clock';

const SECRET = 'what somebody has written';

function given() {
  const clock = new ManualClock();
  const logged: string[] = [];
  const log = (level: string) => (message: string, fields?: object): void => { logged.push(`${level} ${message} ${JSON.stringify(fields)}`); };
  return { clock, logged, calls: new AwsCalls({ log: { info: log('info'), warn: log('warn') }, clock }) };
}

/** As the AWS SDK throws it. */
const awsError = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error(SECRET), { name, $metadata: { httpStatusCode, requestId: 'r-1' }, input: SECRET });

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => { throw new Error('expected it to fail'); }, (error: unknown) => error);

test.each([
  ['ThrottlingException', 400, 'AWS takes no more calls at this rate: try again in 10 s'],
  ['ProvisionedThroughputExceededException', 400, 'AWS takes no more calls at this rate: try again in 10 s'],
  ['AccessDeniedException', 400, 'what runs jobs can not be asked now: try again in 10 s'],
  ['ValidationException', 400, 'what runs jobs can not be asked now: try again in 10 s'],
  ['ServiceUnavailable', 503, 'what runs jobs can not be asked now: try again in 10 s'],
])('%s is told as a runner that can not be asked, without a word of its own', async (name, status, detail) => {
  const { calls, logged } = given();

  const error = await caught(calls.call('states:StartExecution', () => Promise.reject(awsError(name, status)))) as Problem;

  expect(error).toBeInstanceOf(Problem);
  expect([error.status, error.code, error.message, error.extensions]).toEqual([503, 'runner-unavailable', detail, { headers: { 'retry-after': '10' } }]);
  expect(logged).toEqual([`warn runner-call-failed {"operation":"states:StartExecution","error":"${name}","status":${status},"awsRequestId":"r-1"}`]);
});

test('a failure is logged once for its kind, and again when calls have worked in between', async () => {
  const { calls, logged } = given();
  const fail = (name: string) => caught(calls.call('states:DescribeExecution', () => Promise.reject(awsError(name))));

  for (const name of ['ThrottlingException', 'ThrottlingException', 'AccessDeniedException']) await fail(name);
  await calls.call('states:DescribeExecution', () => Promise.resolve('well'));
  await calls.call('states:DescribeExecution', () => Promise.resolve('well'));
  await fail('AccessDeniedException');

  expect(logged.map((line) => line.split(' {')[0])).toEqual(['warn runner-call-failed', 'warn runner-call-failed', 'info runner-call-works-again', 'warn runner-call-failed']);
});

test('a call that is never answered ends after 8 s, and is told to', async () => {
  const { calls, clock, logged } = given();
  let signal: AbortSignal | undefined;
  const error = caught(calls.call('dynamodb:Query', (abortSignal) => {
    signal = abortSignal;
    return new Promise(() => undefined);
  }));
  await clock.advance(7_999);
  expect(signal?.aborted).toBe(false);
  await clock.advance(1);

  expect(await error).toMatchObject({ status: 503, code: 'runner-unavailable' });
  expect(signal?.aborted).toBe(true);
  expect(logged.join()).toContain('NoAnswerInTime');
  expect(clock.pending).toBe(0);
});

test('what is an answer too is told as one, and is no failure', async () => {
  const { calls, logged } = given();

  const error = await caught(calls.call('states:StopExecution', () => Promise.reject(awsError('ExecutionDoesNotExist')), ['ExecutionDoesNotExist']));

  expect(error).toBeInstanceOf(ExpectedAnswer);
  expect((error as ExpectedAnswer).answer).toBe('ExecutionDoesNotExist');
  expect(logged).toEqual([]);
});

test('an error whose name somebody could have written is not repeated', async () => {
  const { calls, logged } = given();

  await caught(calls.call('x', () => Promise.reject(Object.assign(new Error(SECRET), { name: SECRET }))));
  await caught(calls.call('y', () => Promise.reject(Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' }))));

  expect(logged.map((line) => /"error":"([^"]*)"/.exec(line)?.[1])).toEqual(['Error', 'ECONNREFUSED']);
  expect(logged.join()).not.toContain(SECRET);
});
