import { resultOf, scriptOf, wrk } from '../../../bench/load/wrk';

const LINE = '{"requests":3000,"microseconds":2000000,"bytes":6000,"refused":1,"broken":2,"p50":1500,"p90":2500,"p99":9000,"max":12000}';

describe('wrk', () => {
  test('its counts are read from the script\'s line, in milliseconds and a second', () => {
    expect(resultOf(`Running 2s test @ http://127.0.0.1\n  3000 requests in 2.00s\n${LINE}\n`)).toEqual({
      requests: 3000, seconds: 2, bytes: 6000, refused: 1, broken: 2, perSecond: 1500, p50: 1.5, p90: 2.5, p99: 9, max: 12,
    });
  });

  test('an output without that line is an error that shows it', () => {
    expect(() => resultOf('unable to connect')).toThrow('got no counts from wrk, expected a line of JSON: unable to connect');
  });

  test('headers become strings of Lua that end nowhere else', () => {
    expect(scriptOf([{ 'if-none-match': '"a\\b"\n' }])).toContain('["if-none-match"] = "\\034a\\092b\\034\\010"');
  });

  test.each([
    [{ connections: 0, seconds: 1 }, 'got 0 connections, expected more than 0 and 1024 at most'],
    [{ connections: 2000, seconds: 1 }, 'got 2000 connections, expected more than 0 and 1024 at most'],
    [{ connections: 1, seconds: 600 }, 'got 600 seconds, expected more than 0 and 120 at most'],
  ])('is bounded: %j', async (load, message) => {
    await expect(wrk({ url: 'http://127.0.0.1:1', headers: [{}], ...load })).rejects.toThrow(message);
  });
});
