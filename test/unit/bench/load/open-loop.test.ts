import { latenciesByKind } from '../../../bench/load/latencies';
import { openLoop, type Sample, type Timekeeper } from '../../../bench/load/open-loop';

/** Time that passes only while somebody sleeps. */
class Clock implements Timekeeper {
  private time = 1000;
  private readonly alarms: Array<{ readonly at: number; readonly ring: () => void }> = [];

  now(): number {
    return this.time;
  }

  at(milliseconds: number): Promise<void> {
    return new Promise((ring) => { this.alarms.push({ at: 1000 + milliseconds, ring }); });
  }

  async sleep(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    await settle();
    for (;;) {
      const next = this.alarms.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      this.alarms.splice(this.alarms.indexOf(next), 1);
      this.time = Math.max(this.time, next.at);
      next.ring();
      await settle();
    }
    this.time = until;
    await settle();
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function due(samples: readonly Sample[], kind: string): number[] {
  return samples.filter((sample) => sample.kind === kind).map((sample) => sample.due).sort((one, other) => one - other);
}

describe('openLoop', () => {
  test('makes calls when they are due, each stream at its own rate and phase', async () => {
    const samples = await openLoop([
      { kind: 'ping', perSecond: 2, call: async () => undefined },
      { kind: 'get_work', perSecond: 1, phase: 0.25, call: async () => undefined },
    ], { seconds: 2, time: new Clock() });

    expect(due(samples, 'ping')).toEqual([0, 500, 1000, 1500]);
    expect(due(samples, 'get_work')).toEqual([250, 1250]);
    expect(samples.every(({ latency, error }) => latency === 0 && error === undefined)).toBe(true);
  });

  test('counts what a stall kept waiting from the moment that it was due, and goes on asking meanwhile', async () => {
    const clock = new Clock();
    const asked: number[] = [];
    // Nothing is answered until 1,000 ms, all at once then.
    const samples = await openLoop([{
      kind: 'ping', perSecond: 10,
      call: async (number) => { asked.push(number); if (clock.now() < 2000) await clock.at(1000); },
    }], { seconds: 2, time: clock });

    expect(asked).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(samples.map(({ latency }) => latency).sort((one, other) => other - one).slice(0, 10))
      .toEqual([1000, 900, 800, 700, 600, 500, 400, 300, 200, 100]);
    expect(latenciesByKind(samples).ping).toMatchObject({ calls: 20, errors: 0, p99: 1000 });
  });

  test('counts a generator that is late as the caller\'s wait', async () => {
    const clock = new Clock();
    const late: Timekeeper = { now: () => clock.now(), sleep: (milliseconds) => clock.sleep(milliseconds + 30) };

    const samples = await openLoop([{ kind: 'ping', perSecond: 1, call: async () => undefined }], { seconds: 3, time: late });

    expect(samples.map(({ latency }) => latency)).toEqual([0, 30, 30]);
  });

  test('a call that is never answered counts as failed, with all that it has waited', async () => {
    const samples = await openLoop(
      [{ kind: 'ping', perSecond: 1, call: () => new Promise(() => undefined) }], { seconds: 1, graceSeconds: 4, time: new Clock() });

    expect(samples).toEqual([{ kind: 'ping', due: 0, latency: 5000, error: 'not answered 4 s after the end' }]);
  });

  test('a call that fails is counted by what it failed with', async () => {
    const samples = await openLoop(
      [{ kind: 'ping', perSecond: 1, call: () => Promise.reject(new Error('ping: status 503, scheduler-busy')) }], { seconds: 1, time: new Clock() });

    expect(samples).toEqual([{ kind: 'ping', due: 0, latency: 0, error: 'ping: status 503, scheduler-busy' }]);
  });

  test.each([
    [{ perSecond: 1, seconds: 121 }, 'got 121 seconds, expected more than 0 and 120 at most'],
    [{ perSecond: 1, seconds: 0 }, 'got 0 seconds, expected more than 0 and 120 at most'],
    [{ perSecond: 1, seconds: Number.NaN }, 'got NaN seconds, expected more than 0 and 120 at most'],
    [{ perSecond: 100_000, seconds: 100 }, 'got 10000000 calls, expected more than 0 and 1000000 at most'],
  ])('is bounded: %j', async ({ perSecond, seconds }, message) => {
    const call = jest.fn();

    await expect(openLoop([{ kind: 'ping', perSecond, call }], { seconds, time: new Clock() })).rejects.toThrow(message);
    expect(call).not.toHaveBeenCalled();
  });
});
