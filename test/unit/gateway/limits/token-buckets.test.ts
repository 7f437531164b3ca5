import * as fc from 'fast-check';
import { TokenBuckets } from '../../../../images/gateway/src/limits/token-buckets';

describe('TokenBuckets', () => {
  test('never give more than a full bucket and what came back since, and never refuse within that', () => {
    const waits = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 0, max: 90_000 })), { maxLength: 200 });
    fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), waits, (perMinute, steps) => {
      const buckets = new TokenBuckets(perMinute, 10);
      let now = 1_000;
      // The plain model: a level that rises with time.
      let level = perMinute;
      for (const wait of steps) {
        now += wait;
        level = Math.min(perMinute, level + (wait * perMinute) / 60_000);
        const { allowed, remaining, waitMs } = buckets.draw('ada', now);
        const near = Math.abs(level - 1) < 0.002;
        if (!near) expect(allowed).toBe(level >= 1);
        if (allowed) level -= 1;
        expect(Math.abs(remaining - level)).toBeLessThan(1.01);
        if (Math.abs(level - 1) >= 0.002) expect(waitMs > 0).toBe(level < 1);
      }
    }));
  });

  test('allow the next call after exactly the wait that they name', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5_000 }), (perMinute) => {
      const buckets = new TokenBuckets(perMinute, 10);
      let draw = buckets.draw('ada', 0);
      while (draw.allowed) draw = buckets.draw('ada', 0);

      expect(buckets.draw('ada', draw.waitMs * 0.9).allowed).toBe(false);
      expect(buckets.draw('ada', draw.waitMs).allowed).toBe(true);
    }), { numRuns: 20 });
  });

  test('keep one key from drawing on another', () => {
    const buckets = new TokenBuckets(1, 10);
    buckets.draw('ada', 0);

    expect(buckets.draw('ada', 0).allowed).toBe(false);
    expect(buckets.draw('bob', 0).allowed).toBe(true);
  });

  test('remember a bounded number of keys, those used last', () => {
    const buckets = new TokenBuckets(1, 100);
    for (let i = 0; i < 10_000; i += 1) buckets.draw(`user:${i}`, 0);

    expect(buckets.size).toBe(100);
    expect(buckets.draw('user:9999', 0).allowed).toBe(false);
    expect(buckets.draw('user:0', 0).allowed).toBe(true);
  });

  test('remember a key that was used again longer than one that was not', () => {
    const buckets = new TokenBuckets(1, 3);
    for (const key of ['ada', 'bob', 'ada', 'eve', 'dan']) buckets.draw(key, 0);

    expect(buckets.draw('ada', 0).allowed).toBe(false);
    expect(buckets.draw('bob', 0).allowed).toBe(true);
  });

  test('forget keys whose bucket is full again', () => {
    const buckets = new TokenBuckets(60, 1_000_000);
    for (let i = 0; i < 1_000; i += 1) buckets.draw(`user:${i}`, 0);
    for (let i = 0; i < 1_000; i += 1) buckets.draw('ada', 120_000 + i);

    expect(buckets.size).toBe(1);
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity])('refuse %p as a limit', (perMinute) => {
    expect(() => new TokenBuckets(perMinute, 10)).toThrow('expected a whole number of 1 or more');
  });
});
