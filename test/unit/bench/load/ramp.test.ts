import { ramp } from '../../../bench/load/ramp';

const carriedUpTo = (most: number) => async (load: number) => ({ perSecond: load, p99: load > most ? 1001 : 12, errors: 0 });

describe('ramp', () => {
  test('ends where calls get too slow, and tells the load before', async () => {
    const { steps, carried, ended } = await ramp({ from: 100, factor: 2, most: 10_000 }, carriedUpTo(500));

    expect(steps.map(({ perSecond }) => perSecond)).toEqual([100, 200, 400, 800]);
    expect({ carried, ended }).toEqual({ carried: 400, ended: true });
  });

  test('ends at the first call that fails', async () => {
    const fails = async (load: number) => ({ perSecond: load, p99: 5, errors: load === 200 ? 1 : 0 });

    expect(await ramp({ from: 100, factor: 2, most: 1000 }, fails)).toMatchObject({ carried: 100, ended: true });
  });

  test('says that it ended before the load did', async () => {
    expect(await ramp({ from: 100, factor: 2, most: 400 }, carriedUpTo(1000))).toMatchObject({ carried: 400, ended: false });
  });

  test('has carried nothing where the first step fails', async () => {
    expect(await ramp({ from: 100, factor: 2, most: 400 }, carriedUpTo(50))).toMatchObject({ carried: 0, ended: true });
  });

  test('would not end by a factor that raises nothing', async () => {
    await expect(ramp({ from: 100, factor: 1, most: 400 }, carriedUpTo(50))).rejects.toThrow('got 1 as a ramp\'s factor, expected more than 1');
  });
});
