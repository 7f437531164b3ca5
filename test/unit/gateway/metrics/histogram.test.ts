import fc from 'fast-check';
import { MOST_VALUES, type Distribution } from '../../../../images/gateway/src/metrics/distribution';
import { Histogram } from '../../../../images/gateway/src/metrics/histogram';

const duration = fc.oneof(fc.double({ min: 0, max: 110_000, noNaN: true }), fc.constantFrom(0, 0.1, 0.116, 1, 5, 60_000));
const durations = fc.array(duration, { minLength: 1, maxLength: 300 });

function of(values: readonly number[]): Distribution {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.take() as Distribution;
}

/** The value below which so much of all lies. */
function percentile({ Values, Counts, Count }: Distribution, share: number): number {
  let below = 0;
  for (const [index, value] of Values.entries()) {
    below += Counts[index] as number;
    if (below >= share * Count) return value;
  }
  return Values.at(-1) as number;
}

describe('a histogram of durations', () => {
  test('counts every duration, once', () => {
    fc.assert(fc.property(durations, (values) => {
      const { Counts, Count } = of(values);
      expect([Count, Counts.reduce((sum, count) => sum + count, 0)]).toEqual([values.length, values.length]);
    }));
  });

  test('tells each percentile within 8 %, or a tenth of a millisecond', () => {
    fc.assert(fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99, 1), (values, share) => {
      const exact = [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] as number;
      expect(Math.abs(percentile(of(values), share) - exact)).toBeLessThanOrEqual(Math.max(0.1, 0.08 * exact));
    }));
  });

  test('tells the least, the most and the sum to four digits', () => {
    fc.assert(fc.property(durations, (values) => {
      const { Min, Max, Sum } = of(values);
      const exact = [Math.min(...values), Math.max(...values), values.reduce((sum, value) => sum + value, 0)];
      for (const [index, told] of [Min, Max, Sum].entries()) {
        expect(Math.abs(told - (exact[index] as number))).toBeLessThanOrEqual(0.001 * (exact[index] as number));
      }
    }));
  });

  test('has values that rise, no more of them than CloudWatch takes, all between the least and the most', () => {
    const everything = Array.from({ length: 2_000 }, (_, index) => 0.01 * 1.01 ** index);
    const { Values, Min, Max } = of(everything);

    expect(Values.length).toBeLessThanOrEqual(MOST_VALUES);
    expect([...Values].sort((a, b) => a - b)).toEqual(Values);
    expect([Math.min(...Values) >= Min, Math.max(...Values) <= Max, Max > 1e6]).toEqual([true, true, true]);
  });

  test('one duration is told as it is', () => {
    expect(of([12.34])).toEqual({ Values: [12.34], Counts: [1], Min: 12.34, Max: 12.34, Sum: 12.34, Count: 1 });
  });

  test('without any there is nothing to tell, and what was told is not told again', () => {
    const histogram = new Histogram();
    histogram.add(3);
    histogram.take();

    expect(histogram.take()).toBeUndefined();
    histogram.add(5);
    expect(histogram.take()).toEqual({ Values: [5], Counts: [1], Count: 1, Min: 5, Max: 5, Sum: 5 });
  });

  test.each([NaN, Infinity])('%s is no duration', (value) => {
    const histogram = new Histogram();
    histogram.add(value);

    expect(histogram.take()).toBeUndefined();
  });

  test('a clock that goes back has taken no time', () => {
    expect(of([-3])).toMatchObject({ Values: [0], Min: 0, Max: 0, Sum: 0, Count: 1 });
  });
});
