import { RestartWatch } from '../../../../../images/gateway/src/luigi/client/restart-watch';

describe('a wait for a luigid that restarts', () => {
  const soon = () => performance.now() + 60_000;

  test.each([
    ['calls', { waiting: 2, bytes: 1_000 }, [1, 1], 1], ['bytes of their forms', { waiting: 9, bytes: 100 }, [60, 40], 1],
  ])('is for so many %s: who comes past that does not wait, and what has left counts no more', async (_, bounds, fill, more) => {
    let isBack = false;
    const watch = new RestartWatch(() => Promise.resolve(isBack), bounds);
    const going = new AbortController();
    const [first, second] = [watch.wait(soon(), fill[0]!), watch.wait(soon(), fill[1]!, going.signal)];
    await expect(watch.wait(soon(), more)).resolves.toBe(false);

    going.abort();
    await expect(second).resolves.toBe(false);
    const third = watch.wait(soon(), fill[1]!);
    isBack = true;

    await expect(Promise.all([first, third])).resolves.toEqual([true, true]);
  });
});
