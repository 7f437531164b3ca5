import {
  CloudWatchLogsServiceException, CreateLogStreamCommand, PutLogEventsCommand, ResourceAlreadyExistsException, ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { CloudWatchSink, logStreamName } from '../../../../images/gateway/src/records/cloudwatch-sink';
import { ManualClock } from '../../../support/manual-clock';

const record = { timestamp: Date.parse('2026-01-31T09:30:00.000Z'), line: '{"a":1}', bytes: 7 };

function serviceError(name: string, httpStatusCode: number): Error {
  return new CloudWatchLogsServiceException({ name, $fault: httpStatusCode < 500 ? 'client' : 'server', $metadata: { httpStatusCode }, message: name });
}

const notFound = () => new ResourceNotFoundException({ $metadata: { httpStatusCode: 400 }, message: 'the stream does not exist' });
const exists = () => new ResourceAlreadyExistsException({ $metadata: { httpStatusCode: 400 }, message: 'the stream exists' });

type Answer = Error | 'hang' | Record<string, unknown>;

/** A sink whose client gives these answers in turn, and then good ones. */
function given(...answers: Answer[]) {
  const calls: Array<{ command: string; input: unknown }> = [];
  const clock = new ManualClock();
  const send = (command: { readonly input: unknown }, options: { readonly abortSignal: AbortSignal }) => {
    calls.push({ command: command.constructor.name, input: command.input });
    const answer = answers.shift() ?? {};
    if (answer === 'hang') {
      return new Promise((_, reject) => {
        options.abortSignal.addEventListener('abort', () => reject(Object.assign(new Error('aborted'), { name: 'AbortError' })));
      });
    }
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const sink = new CloudWatchSink({
    client: { send: send as never, destroy: () => undefined }, logGroup: '/luigi/decisions', logStream: 'luigi/2026/01/31/0123456789abcdef', clock, random: () => 0.5,
  });
  return { calls, clock, sink, made: () => calls.map(({ command }) => command) };
}

/** Lets time pass until the promise has settled; says how much it took. */
async function outcome(clock: ManualClock, promise: Promise<void>) {
  let state: { ok: boolean; error?: unknown } | undefined;
  promise.then(() => { state = { ok: true }; }, (error: unknown) => { state = { ok: false, error }; });
  await clock.advance(0);
  while (state === undefined) await clock.advance(50);
  return { ...state, after: clock.monotonic() };
}

const CREATE = CreateLogStreamCommand.name;
const PUT = PutLogEventsCommand.name;

describe('CloudWatchSink', () => {
  test('makes its stream with the first write, then only puts events', async () => {
    const { sink, calls, made } = given();
    await sink.write([record]);
    await sink.write([record]);

    expect(made()).toEqual([CREATE, PUT, PUT]);
    expect(calls[1]?.input).toEqual({
      logGroupName: '/luigi/decisions', logStreamName: 'luigi/2026/01/31/0123456789abcdef', logEvents: [{ timestamp: record.timestamp, message: '{"a":1}' }],
    });
  });

  test('is content with a stream that exists already', async () => {
    const { sink, made } = given(exists());
    await sink.write([record]);

    expect(made()).toEqual([CREATE, PUT]);
  });

  test('makes a stream again that somebody deleted', async () => {
    const { sink, clock, made } = given({}, {}, notFound());
    await sink.write([record]);

    expect(await outcome(clock, sink.write([record]))).toMatchObject({ ok: true });
    expect(made()).toEqual([CREATE, PUT, PUT, CREATE, PUT]);
  });

  test('fails soon where the log group does not exist', async () => {
    const { sink, clock, made } = given(notFound(), notFound());

    expect(await outcome(clock, sink.write([record]))).toMatchObject({ ok: false, error: { name: 'ResourceNotFoundException' } });
    expect(made()).toEqual([CREATE, CREATE]);
  });

  test.each([
    ['throttled', serviceError('ThrottlingException', 400)],
    ['throttled by status', serviceError('SomeException', 429)],
    ['unavailable', serviceError('ServiceUnavailableException', 503)],
    ['not reached', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['not answered', 'hang' as const],
  ])('tries again when it was %s', async (_, fault) => {
    const { sink, clock, made } = given({}, fault);

    expect(await outcome(clock, sink.write([record]))).toMatchObject({ ok: true });
    expect(made()).toEqual([CREATE, PUT, PUT]);
  });

  test.each([
    ['access is denied', serviceError('AccessDeniedException', 400)],
    ['the call is malformed', serviceError('InvalidParameterException', 400)],
  ])('fails at once when %s', async (_, fault) => {
    const { sink, made } = given({}, fault);

    await expect(sink.write([record])).rejects.toBe(fault);
    expect(made()).toEqual([CREATE, PUT]);
  });

  test.each([
    ['too new', { tooNewLogEventStartIndex: 0 }, 'too new'],
    ['too old', { tooOldLogEventEndIndex: 1 }, 'too old or expired'],
    ['expired', { expiredLogEventEndIndex: 1 }, 'too old or expired'],
  ])('fails when events are rejected as %s: they are not kept', async (_, rejectedLogEventsInfo, said) => {
    const { sink, made } = given({}, { rejectedLogEventsInfo });

    await expect(sink.write([record])).rejects.toThrow(said);
    expect(made()).toEqual([CREATE, PUT]);
  });

  test.each([
    ['answers with errors', serviceError('ServiceUnavailableException', 503)],
    ['does not answer', 'hang' as const],
  ])('gives up in bounded time when the service %s', async (_, fault) => {
    const { sink, clock } = given({}, ...Array.from({ length: 100 }, () => fault));

    const { ok, after } = await outcome(clock, sink.write([record]));

    expect(ok).toBe(false);
    // 4 s of trying, and what the last call may take.
    expect(after).toBeGreaterThan(2_000);
    expect(after).toBeLessThanOrEqual(6_000);
    expect(clock.pending).toBe(0);
  });

  test('writes several calls in order, each acknowledged before the next', async () => {
    const { sink, calls } = given();
    const line = 'x'.repeat(600_000);
    await sink.write(['1', '2', '3'].map((mark) => ({ timestamp: record.timestamp, line: mark + line, bytes: 600_001 })));

    const marks = calls.slice(1).map(({ input }) => (input as { logEvents: Array<{ message: string }> }).logEvents.map(({ message }) => message[0]));
    expect(marks).toEqual([['1'], ['2'], ['3']]);
  });
});

test('a log stream is named after service, day and instance, without characters that CloudWatch Logs refuses', () => {
  const at = new Date('2026-01-31T23:59:59.999Z');

  expect(logStreamName('luigi', at, '0123456789abcdef')).toBe('luigi/2026/01/31/0123456789abcdef');
  expect(logStreamName('a:b*c', at, '0123456789abcdef')).toBe('a_b_c/2026/01/31/0123456789abcdef');
});
