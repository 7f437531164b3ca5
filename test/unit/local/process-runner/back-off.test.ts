import fc from 'fast-check';
import { BackOff } from '../../../../local/process-runner/back-off';

describe('back-off between restarts', () => {
  test('a program that dies at once is started again ever later, up to 5 s', () => {
    const backOff = new BackOff();
    expect(Array.from({ length: 8 }, () => backOff.delayAfter(0))).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  test('a program that ran for a while is started again at once, as the first time', () => {
    const backOff = new BackOff();
    for (let died = 0; died < 5; died += 1) backOff.delayAfter(0);
    expect(backOff.delayAfter(10_000)).toBe(100);
    expect(backOff.delayAfter(0)).toBe(200);
  });

  test('the wait is never shorter than 100 ms nor longer than 5 s', () => {
    fc.assert(fc.property(fc.array(fc.nat(20_000)), (runs) => {
      const backOff = new BackOff();
      return runs.map((ran) => backOff.delayAfter(ran)).every((delay) => delay >= 100 && delay <= 5_000);
    }));
  });
});
