import { OwnFigures, type LoopHistogram } from '../../../../images/gateway/src/metrics/own-figures';

function given(loop: Partial<LoopHistogram> = {}) {
  let resets = 0;
  const histogram: LoopHistogram = {
    count: 3000, min: 20.07e6, max: 168.03e6, mean: 20.36e6,
    percentiles: new Map([[0, 20.07e6], [50, 20.1e6], [75, 20.14e6], [99.9, 21e6], [100, 168e6]]),
    reset: () => { resets += 1; }, disable: () => undefined, ...loop,
  };
  return { own: new OwnFigures(histogram, () => 123_456), resets: () => resets };
}

describe('what the gateway\'s process takes', () => {
  test('delays of its loop are told without the time for which Node.js sleeps on purpose, each with its count', () => {
    expect(given().own.take()).toEqual({
      gatewayMemory: 123_456,
      gatewayLoopDelay: { Values: [0.1, 0.14, 1, 148], Counts: [1500, 750, 747, 3], Min: 0.07, Max: 148, Sum: 1080, Count: 3000 },
    });
  });

  test('a loop that was not looked at yet has no delay', () => {
    const { own } = given({ count: 0, min: 9.2e18, max: 0, mean: NaN, percentiles: new Map([[100, 0]]) });

    expect(own.take()).toEqual({ gatewayLoopDelay: undefined, gatewayMemory: 123_456 });
  });

  test('delays are counted from anew each time', () => {
    const { own, resets } = given();
    own.take();
    own.take();

    expect(resets()).toBe(2);
  });

  test('a loop that was held is seen in Node.js\'s own histogram, whose counts add up', async () => {
    const own = new OwnFigures();
    await new Promise((resolve) => { setTimeout(resolve, 60); });
    const until = performance.now() + 100;
    while (performance.now() < until);
    await new Promise((resolve) => { setTimeout(resolve, 60); });
    const { gatewayLoopDelay: told, gatewayMemory } = own.take();
    own.close();

    expect(gatewayMemory).toBeGreaterThan(1_000_000);
    const { Counts, Count, Max } = told as unknown as { Counts: number[]; Count: number; Max: number };
    expect([Counts.reduce((sum, count) => sum + count, 0), Max >= 50]).toEqual([Count, true]);
  });
});
