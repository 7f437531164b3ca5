import { dumpsOptions } from '../../bench/dumps/options';

describe('options of the measurement of dumps', () => {
  test('defaults', () => expect(dumpsOptions([])).toEqual({ tasks: 20_000, rounds: 6, seconds: 280 }));
  test('all of them', () => expect(dumpsOptions(['--tasks', '500', '--rounds', '1', '--seconds', '30'])).toEqual({ tasks: 500, rounds: 1, seconds: 30 }));
  test.each([
    [['--tasks', '0'], 'got --tasks "0", expected an integer above 0, 50000 at most'],
    [['--rounds', '1.5'], 'got --rounds "1.5", expected an integer above 0, 20 at most'],
    [['--seconds', '501'], 'got --seconds "501", expected an integer above 0, 500 at most'],
  ])('%p is refused', (args, message) => expect(() => dumpsOptions(args)).toThrow(message));
});
