import { dayOf, heldIn } from '../../bench/dumps/windows';

const dump = (from: number, bytes: number) => ({ from, to: from + 100, heldMs: 5, costMs: 300, bytes });

describe('what dumps cost', () => {
  test('the longest call that was under way in a stretch counts, also one that began before it', () => {
    const rows = [{ at: 0, took: 1 }, { at: 50, took: 60 }, { at: 150, took: 5 }, { at: 300, took: 90 }];
    expect(heldIn(rows, { from: 100, to: 200 })).toBe(60);
    expect(heldIn(rows, { from: 130, to: 200 })).toBe(5);
  });

  test('a stretch without any call is no measurement', () => {
    expect(() => heldIn([{ at: 0, took: 1 }], { from: 100, to: 200 })).toThrow('got no call between 100 and 200, expected some');
  });

  test('a day\'s bytes are those of the dumps that whole intervals follow', () => {
    expect(dayOf([dump(0, 1_000), dump(60_000, 3_000), dump(120_000, 9_999)])).toBeCloseTo(4_000 * 720);
  });

  test('one dump has no pace', () => {
    expect(() => dayOf([dump(0, 1_000)])).toThrow('got 1 dumps, expected two or more');
  });
});
