import { Problem } from '../../../../images/gateway/src/problem';
import type { RecordLine } from '../../../../images/gateway/src/records/decision';
import { BatchingDecisionLog } from '../../../../images/gateway/src/records/decision-log';
import type { DecisionLogBounds } from '../../../../images/gateway/src/records/decision-log-bounds';
import { decisionRecord } from '../../../support/decision-record';
import { ManualClock, settled } from '../../../support/manual-clock';
import { ScriptedSink } from '../../../support/scripted-sink';

const view = decisionRecord({ action: 'view', change: false, method: 'task_list' });

function given(bounds: DecisionLogBounds = {}) {
  const clock = new ManualClock();
  const sink = new ScriptedSink();
  const told: string[] = [];
  const log = new BatchingDecisionLog({
    sink, service: 'luigi', clock, bounds,
    watcher: {
      failed: (error) => told.push(`failed: ${(error as Error).message}`),
      recovered: () => told.push('recovered'),
      lost: (count, _instance, first) => told.push(`lost ${count} from ${first}`),
    },
  });
  return { clock, sink, told, log };
}

/** What became of a promise so far. */
function watch(promise: Promise<unknown>): { state: string; error?: unknown } {
  const seen: { state: string; error?: unknown } = { state: 'pending' };
  promise.then(() => { seen.state = 'resolved'; }, (error: unknown) => { seen.state = 'rejected'; seen.error = error; });
  return seen;
}

const idsOf = (lines: readonly RecordLine[]) => lines.map(({ line }) => (JSON.parse(line) as { requestId: string }).requestId);
const named = (requestId: string) => decisionRecord({ requestId });

describe('recordBefore', () => {
  test('resolves only once the sink has acknowledged the record', async () => {
    const { sink, log } = given();

    const change = watch(log.recordBefore(decisionRecord()));
    await settled();
    expect(change.state).toBe('pending');
    expect(sink.pending).toHaveLength(1);

    sink.succeed();
    await settled();
    expect(change.state).toBe('resolved');
  });

  test('puts changes that wait while a write is under way together into the next one', async () => {
    const { sink, log } = given();
    const first = watch(log.recordBefore(named('a')));
    await settled();
    const others = ['b', 'c', 'd'].map((id) => watch(log.recordBefore(named(id))));
    await settled();
    expect(idsOf(sink.pending)).toEqual(['a']);

    sink.succeed();
    await settled();

    expect(first.state).toBe('resolved');
    expect(idsOf(sink.pending)).toEqual(['b', 'c', 'd']);
    expect(others.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
    sink.succeed();
    await settled();
    expect(others.map(({ state }) => state)).toEqual(['resolved', 'resolved', 'resolved']);
  });

  test('refuses the change with 503 and Retry-After when the sink does not answer in time', async () => {
    const { clock, log } = given({ waitMs: 5_000 });
    const change = watch(log.recordBefore(decisionRecord()));

    await clock.advance(4_999);
    expect(change.state).toBe('pending');
    await clock.advance(1);

    expect(change.error).toBeInstanceOf(Problem);
    expect(change.error).toMatchObject({ status: 503, code: 'record-unavailable', extensions: { headers: { 'retry-after': '5' } } });
    expect(log.health).toMatchObject({ refused: 1 });
  });

  test('adds that the change was not done, when its record comes through too late', async () => {
    const { clock, sink, log } = given({ waitMs: 5_000 });
    const change = watch(log.recordBefore(decisionRecord({ taskId: 'late' })));
    await clock.advance(5_000);
    expect(change.state).toBe('rejected');

    sink.succeed();
    await clock.advance(100);
    sink.succeed();
    await settled();

    expect(sink.stored.map(({ line }) => JSON.parse(line) as unknown)).toMatchObject([
      { sequence: 1, event: 'decision', outcome: 'allow', taskId: 'late' },
      { sequence: 2, event: 'result', status: 503, reason: 'record-unavailable', taskId: 'late' },
    ]);
    expect(log.health.buffered).toBe(0);
  });

  test('brings views that were taken before it along, in their order', async () => {
    const { sink, log } = given();
    log.recordBehind({ ...view, requestId: 'view' });
    void log.recordBefore(named('change'));
    await settled();

    expect(idsOf(sink.pending)).toEqual(['view', 'change']);
  });

  test('is not held back after a write of views', async () => {
    const { clock, sink, log } = given();
    log.recordBehind(view);
    await clock.advance(100);
    void log.recordBefore(named('change'));
    await settled();

    sink.succeed();
    await settled();

    expect(idsOf(sink.pending)).toEqual(['change']);
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('is not held back either when it comes %i turns after that write ended', async (turns) => {
    const { clock, sink, log } = given();
    log.recordBehind(view);
    await clock.advance(100);
    sink.succeed();
    for (let i = 0; i < turns; i += 1) await Promise.resolve();
    void log.recordBefore(named('change'));
    await settled();

    expect(idsOf(sink.pending)).toEqual(['change']);
  });

  test('leaves no timer behind', async () => {
    const { clock, sink, log } = given();
    void log.recordBefore(decisionRecord());
    await settled();
    sink.succeed();
    await settled();

    expect(clock.pending).toBe(0);
  });
});

describe('recordBehind', () => {
  test('returns at once and writes a little later, so that others can join', async () => {
    const { clock, sink, log } = given({ lingerMs: 100 });
    log.recordBehind({ ...view, requestId: 'a' });
    await clock.advance(99);
    log.recordBehind({ ...view, requestId: 'b' });
    expect(sink.pending).toEqual([]);

    await clock.advance(1);

    expect(idsOf(sink.pending)).toEqual(['a', 'b']);
  });

  test.each([
    ['records', { records: 3 }],
    ['bytes', { bytes: 3 * 400 }],
  ])('fails closed at once when the buffer is full by %s, and takes records again when it has room', async (_, bounds) => {
    const { clock, sink, log } = given(bounds);
    for (let i = 0; i < 3; i += 1) log.recordBehind(view);

    expect(() => log.recordBehind(view)).toThrow(expect.objectContaining({ status: 503, code: 'record-unavailable' }));
    expect(log.health).toMatchObject({ ok: false, buffered: 3, refused: 1 });

    await clock.advance(100);
    sink.succeed();
    await settled();
    expect(() => log.recordBehind(view)).not.toThrow();
    expect(log.health.ok).toBe(true);
  });

  test('takes refusals as long as half of the room is free, so that being refused shuts out nobody who is allowed', async () => {
    const { log, sink } = given({ records: 4 });
    const refusal = decisionRecord({ outcome: 'deny', reason: 'no-identity', principal: null, mapping: null, status: 401, change: false });
    for (let taken = 0; taken < 2; taken++) log.recordBehind(refusal);
    expect(() => log.recordBehind(refusal)).toThrow(expect.objectContaining({ code: 'record-unavailable' }) as Error);

    log.recordBehind(view);
    const change = watch(log.recordBefore(decisionRecord()));
    await settled();
    sink.succeed();
    await settled();

    expect(change.state).toBe('resolved');
    expect(log.health).toMatchObject({ ok: true, refused: 1 });
  });

  test('still takes the results of changes that were done when it is full of decisions, within a bound', () => {
    const { log } = given({ records: 3 });
    for (let i = 0; i < 3; i += 1) log.recordBehind(view);
    const result = decisionRecord({ event: 'result', status: 200 });

    expect(() => log.recordBehind(view)).toThrow(Problem);
    for (let i = 0; i < 3; i += 1) expect(() => log.recordBehind(result)).not.toThrow();
    expect(() => log.recordBehind(result)).toThrow(Problem);
  });

  test.each([
    ['fails', (sink: ScriptedSink) => sink.fail()],
    ['hangs', () => undefined],
  ])('fails closed when the sink %s for longer than allowed', async (_, step) => {
    const { clock, sink, log } = given({ lagMs: 10_000, lingerMs: 100 });
    log.recordBehind(view);
    for (let i = 0; i < 10; i += 1) {
      await clock.advance(1_000);
      expect(() => log.recordBehind(view)).not.toThrow();
      if (sink.busy) step(sink);
    }

    await clock.advance(1_000);

    expect(() => log.recordBehind(view)).toThrow(expect.objectContaining({ code: 'record-unavailable' }));
    await expect(log.recordBefore(decisionRecord())).rejects.toMatchObject({ code: 'record-unavailable' });
  });
});

describe('a sink that fails', () => {
  test('is tried again with growing pauses, in order, until everything is kept', async () => {
    const { clock, sink, told, log } = given({ firstPauseMs: 100, longestPauseMs: 400, lingerMs: 0 });
    log.recordBehind({ ...view, requestId: 'a' });
    await clock.advance(0);
    for (const pause of [100, 200, 400, 400]) {
      sink.fail('disk full');
      await clock.advance(pause - 1);
      expect(sink.busy).toBe(false);
      await clock.advance(1);
      expect(sink.busy).toBe(true);
    }
    log.recordBehind({ ...view, requestId: 'b' });
    expect(log.health).toMatchObject({ ok: false, lastFailure: '2026-01-31T09:30:00.700Z Error' });

    sink.succeed();
    await clock.advance(0);
    sink.succeed();
    await settled();

    expect(idsOf(sink.stored)).toEqual(['a', 'b']);
    expect(told).toEqual(['failed: disk full', 'recovered']);
    expect(log.health).toMatchObject({ ok: true, buffered: 0 });
  });
});

describe('close', () => {
  test('writes what is left, then closes the sink', async () => {
    const { sink, told, log } = given();
    log.recordBehind({ ...view, requestId: 'a' });
    const closed = watch(log.close());
    await settled();
    sink.succeed();
    await settled();

    expect(closed.state).toBe('resolved');
    expect(idsOf(sink.stored)).toEqual(['a']);
    expect(sink.closed).toBe(true);
    expect(told).toEqual([]);
  });

  test('takes no more records', async () => {
    const { log } = given();
    await log.close();

    expect(() => log.recordBehind(view)).toThrow(expect.objectContaining({ code: 'record-unavailable' }));
  });

  test('gives up after its deadline, says how many were lost, and lets go of who waits', async () => {
    const { clock, sink, told, log } = given({ closeMs: 10_000, waitMs: 60_000 });
    const change = watch(log.recordBefore(decisionRecord()));
    log.recordBehind(view);
    await settled();
    const closed = watch(log.close());
    await clock.advance(9_999);
    expect(closed.state).toBe('pending');

    await clock.advance(1);

    expect(closed.state).toBe('resolved');
    expect(told).toEqual(['lost 2 from 1']);
    expect(change.error).toMatchObject({ code: 'record-unavailable' });
    expect(sink.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('does not sit out the pause after a failure', async () => {
    const { clock, sink, log } = given({ firstPauseMs: 5_000 });
    log.recordBehind(view);
    await clock.advance(100);
    sink.fail();
    await settled();
    const closed = watch(log.close());
    await settled();
    sink.succeed();
    await settled();

    expect(closed.state).toBe('resolved');
  });
});

test('a batch never holds more than CloudWatch Logs takes in one call', async () => {
  const { clock, sink, log } = given();
  const sizes: Array<{ records: number; bytes: number }> = [];
  for (let i = 0; i < 12_000; i += 1) log.recordBehind({ ...view, taskId: 'x'.repeat(i % 2 === 0 ? 1 : 500) });
  while (log.health.buffered > 0) {
    await clock.advance(100);
    sizes.push({ records: sink.pending.length, bytes: sink.pending.reduce((sum, { bytes }) => sum + bytes + 26, 0) });
    sink.succeed();
    await settled();
  }

  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes.map(({ records }) => records))).toBeLessThanOrEqual(10_000);
  expect(Math.max(...sizes.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1_048_576);
});

describe('by default', () => {
  test('a change waits for 5 s, and no longer', async () => {
    const { clock, log } = given();
    const change = watch(log.recordBefore(decisionRecord()));
    await clock.advance(4_999);
    expect(change.state).toBe('pending');
    await clock.advance(1);
    expect(change.error).toMatchObject({ code: 'record-unavailable' });
  });

  test('calls are refused once a record has not been safe for more than 10 s', async () => {
    const { clock, log } = given();
    log.recordBehind(view);
    await clock.advance(10_000);
    expect(() => log.recordBehind(view)).not.toThrow();
    await clock.advance(1);
    expect(() => log.recordBehind(view)).toThrow(expect.objectContaining({ code: 'record-unavailable' }));
  });

  test('16 MiB of records wait at most', () => {
    const { log } = given();
    const large = { ...view, userAgent: '\u0001'.repeat(256), taskId: '\u0001'.repeat(512) };
    let taken = 0;
    expect(() => { for (; taken < 20_000; taken += 1) log.recordBehind(large); }).toThrow(expect.objectContaining({ code: 'record-unavailable' }));
    expect(taken).toBeLessThan(4_000);
  });
});

test('a bound that is undefined means its default', async () => {
  const { log } = given({ records: undefined });
  for (let i = 0; i < 20_000; i += 1) log.recordBehind({ ...view, taskId: undefined });

  expect(() => log.recordBehind(view)).toThrow(expect.objectContaining({ code: 'record-unavailable' }));
});
