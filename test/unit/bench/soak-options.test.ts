import { soakOptions } from '../../bench/soak/options';

describe('options of a soak', () => {
  test('defaults', () => expect(soakOptions([])).toEqual({ minutes: 10, rate: 200, workers: 50, tasks: 5_000 }));
  test('all of them', () => {
    expect(soakOptions(['--minutes', '0.5', '--rate', '1500', '--workers', '7', '--tasks', '100'])).toEqual({ minutes: 0.5, rate: 1_500, workers: 7, tasks: 100 });
  });
  test.each([
    [['--minutes', '0'], 'got --minutes "0", expected a number above 0, 60 at most'],
    [['--minutes', '61'], 'got --minutes "61", expected a number above 0, 60 at most'],
    [['--rate', 'many'], 'got --rate "many", expected a number above 0, 5000 at most'],
  ])('%p is refused', (args, message) => expect(() => soakOptions(args)).toThrow(message));
});
