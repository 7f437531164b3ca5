import { AwsCalls } from '../../../../../images/gateway/src/jobs/step-functions/aws-calls';
import { tokenOfLog } from '../../../../../images/gateway/src/jobs/step-functions/page-token';
import { RunLog, streamOfTask, type RunStream } from '../../../../../images/gateway/src/jobs/step-functions/run-log';
import { JOB_CONTAINER } from '../../../../../lib/contract/job-container';

const RUN = { job: 'daily', id: 'a', logGroup: '/group', stream: 'job/job/1' };

function given(answer: unknown) {
  const sent: unknown[] = [];
  const send = async ({ input }: { readonly input: unknown }): Promise<unknown> => {
    sent.push(input);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { sent, log: new RunLog({ send: send as never }, new AwsCalls({ log: { info: () => undefined, warn: () => undefined } })) };
}

const named = (name: string): Error => Object.assign(new Error('x'), { name });

test('a task\'s stream is named as the container that jobs have', () => {
  expect(streamOfTask('arn:aws:ecs:eu-central-1:111122223333:task/shared/0123')).toBe(`${JOB_CONTAINER}/${JOB_CONTAINER}/0123`);
});

test('a page goes on where the one before it ended', async () => {
  const { log, sent } = given({ events: [{ timestamp: Date.parse('2026-11-23T09:00:00Z'), message: 'a\r\n' }, {}], nextForwardToken: 'f/2/s' });

  expect(await log.page(RUN, { next: tokenOfLog('daily', 'a', { stream: 'job/job/1', token: 'f/1/s' }) })).toEqual({
    items: [{ time: '2026-11-23T09:00:00.000Z', message: 'a' }, { time: '1970-01-01T00:00:00.000Z', message: '' }],
    next: tokenOfLog('daily', 'a', { stream: 'job/job/1', token: 'f/2/s' }),
  });
  expect(sent).toEqual([{ logGroupName: '/group', logStreamName: 'job/job/1', startFromHead: true, limit: 1_000, nextToken: 'f/1/s' }]);
});

test.each([[''], ['job/job/0']])('a token of the stream %j begins the log of a newer task at its head', async (stream) => {
  const { log, sent } = given({ events: [], nextForwardToken: 'f/2/s' });
  await log.page(RUN, { next: tokenOfLog('daily', 'a', { stream, token: 'f/9/s' }) });

  expect(sent).toEqual([expect.not.objectContaining({ nextToken: expect.anything() as string })]);
});

test.each([
  ['no log group', { ...RUN, logGroup: undefined }, {}], ['no stream yet', { ...RUN, stream: undefined }, {}],
  ['a task that has not written', RUN, named('ResourceNotFoundException')],
])('with %s there is an empty page, and a way to go on', async (_, run, answer) => {
  const page = await given(answer).log.page(run as RunStream, {});

  expect(page).toEqual({ items: [], next: tokenOfLog('daily', 'a', { stream: '' }) });
});

test('a token that CloudWatch Logs never gave is refused; without one, its refusal is its own fault', async () => {
  const { log } = given(named('InvalidParameterException'));

  await expect(log.page(RUN, { next: tokenOfLog('daily', 'a', { stream: 'job/job/1', token: 'f/1/s' }) })).rejects.toMatchObject({ status: 400, code: 'bad-token' });
  await expect(log.page(RUN, {})).rejects.toMatchObject({ status: 503, code: 'runner-unavailable' });
});

test('a tail begins with the newest lines, says whether older ones were left out, and goes on from there', async () => {
  const events = Array.from({ length: 1_000 }, (_, line) => ({ timestamp: 0, message: `${line}` }));
  const { log, sent } = given({ events, nextForwardToken: 'f/2/s' });
  const page = await log.page(RUN, { tail: true });
  await log.page(RUN, { tail: true, next: page.next as string });

  expect(page).toMatchObject({ cut: true, next: tokenOfLog('daily', 'a', { stream: 'job/job/1', token: 'f/2/s' }) });
  expect(sent).toEqual([expect.objectContaining({ startFromHead: false }), expect.objectContaining({ startFromHead: true, nextToken: 'f/2/s' })]);
  expect(await given({ events: [{ message: 'all' }], nextForwardToken: 'f/2/s' }).log.page(RUN, { tail: true })).not.toHaveProperty('cut');
});
