import * as fc from 'fast-check';
import type { RecordLine } from '../../../../images/gateway/src/records/decision';
import { eventBatches } from '../../../../images/gateway/src/records/event-batches';

const NOW = Date.parse('2026-01-31T09:30:00.000Z');
const HOUR = 3_600_000;

function line(timestamp: number, bytes: number, index = 0): RecordLine {
  return { timestamp, line: `${index}`.padEnd(bytes, 'x'), bytes };
}

describe('batches for PutLogEvents', () => {
  test('keep to every limit of the call and lose nothing, whatever the records and the clock', () => {
    const lines = fc.array(fc.tuple(
      fc.oneof(fc.integer({ min: NOW - 30 * 24 * HOUR, max: NOW + 30 * 24 * HOUR }), fc.constant(Number.NaN)),
      fc.oneof(fc.integer({ min: 10, max: 2_000 }), fc.integer({ min: 10, max: 200_000 })),
    ), { maxLength: 60 }).map((pairs) => pairs.map(([timestamp, bytes], index) => line(timestamp, bytes, index)));

    fc.assert(fc.property(lines, (given) => {
      const batches = eventBatches(given, NOW);

      expect(batches.flat().map(({ message }) => message)).toEqual(given.map((one) => one.line));
      for (const batch of batches) {
        const stamps = batch.map(({ timestamp }) => timestamp ?? Number.NaN);
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.reduce((sum, { message }) => sum + Buffer.byteLength(message ?? '') + 26, 0)).toBeLessThanOrEqual(1_048_576);
        expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
        expect(Math.min(...stamps)).toBeGreaterThan(NOW - 24 * HOUR);
        expect(Math.max(...stamps)).toBeLessThanOrEqual(NOW);
      }
    }));
  });

  test('hold 10,000 events at most', () => {
    const batches = eventBatches(Array.from({ length: 20_001 }, (_, index) => line(NOW, 10, index)), NOW);

    expect(batches.map(({ length }) => length)).toEqual([10_000, 10_000, 1]);
  });

  test('use all of the bytes of a call, and no byte more', () => {
    const half = 1_048_576 / 2 - 26;

    expect(eventBatches([line(NOW, half), line(NOW, half)], NOW)).toHaveLength(1);
    expect(eventBatches([line(NOW, half), line(NOW, half + 1)], NOW)).toHaveLength(2);
  });

  test('carry the time of the decision', () => {
    const times = [NOW - 5_000, NOW - 1_000];

    expect(eventBatches(times.map((time) => line(time, 10)), NOW)[0]?.map(({ timestamp }) => timestamp)).toEqual(times);
  });
});
