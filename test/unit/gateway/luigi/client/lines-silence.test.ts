import type { LinesBounds } from '../../../../../images/gateway/src/luigi/client/line-bounds';
import { Lines, type Place } from '../../../../../images/gateway/src/luigi/client/lines';
import { unavailable } from '../../../../../images/gateway/src/luigi/client/luigid-exchange';
import { problemOf } from '../../../../support/luigi/calls';
import { ManualClock, settled } from '../../../../support/manual-clock';

const SILENCE_MS = 8_000;
const BOUNDS: LinesBounds = {
  atOnce: { all: 2, viewers: 2, heavy: 1 }, workers: { waiting: 9, bytes: 0, patienceMs: 10_000 },
  viewers: { waiting: 9, bytes: 0, patienceMs: 10_000 },
  silenceMs: SILENCE_MS,
};
const HANGS = {
  status: 503, code: 'scheduler-unavailable', message: expect.stringContaining('does not answer') as string, extensions: { headers: { 'retry-after': '5' } },
};

function given() {
  const clock = new ManualClock();
  const lines = new Lines({ bounds: BOUNDS, clock });
  const ends = new Map<string, (error?: Error) => void>();
  const come = (name: string, line: Place['line'], more: Partial<Place> = {}): Promise<string> => lines.pass({ line, heavy: false, ...more }, () => (
    new Promise((resolve, reject) => { ends.set(name, (error) => (error ? reject(error) : resolve(name))); })));
  const end = async (name: string, error?: Error): Promise<void> => {
    ends.get(name)!(error);
    await settled();
  };
  return {
    clock, lines, end, isInside: (name: string) => ends.has(name),
    worker: (name: string) => come(name, 'workers'), viewer: (name: string, more?: Partial<Place>) => come(name, 'viewers', more),
  };
}

describe('a luigid that hangs', () => {
  test('is told to viewers, those in line and those who come, at once; workers wait for it', async () => {
    const { clock, worker, viewer, end } = given();
    const w1 = worker('w1');
    void worker('w2');
    const inLine = [viewer('v1'), viewer('v2')].map((call) => problemOf(() => call));
    const w3 = worker('w3');
    let told = 0;
    for (const each of inLine) void each.then(() => { told += 1; });
    await clock.advance(SILENCE_MS - 1);
    expect(told).toBe(0);
    await clock.advance(1);
    expect(told).toBe(2);
    for (const each of inLine) expect(await each).toMatchObject(HANGS);
    expect(await problemOf(() => viewer('late'))).toMatchObject(HANGS);

    await end('w1');
    await end('w3');
    expect([await w1, await w3]).toEqual(['w1', 'w3']);
    expect(clock.pending).toBe(0);
  });

  test('is told to who comes first also where there is room beside the call that it does not answer', async () => {
    const { clock, worker, viewer } = given();
    void worker('w1');
    await clock.advance(SILENCE_MS);
    expect(await problemOf(() => viewer('v1'))).toMatchObject(HANGS);
  });

  test('hangs no more as soon as it answers anything', async () => {
    const { clock, worker, viewer, end, isInside } = given();
    void worker('w1');
    void worker('w2');
    await clock.advance(SILENCE_MS);
    await end('w1');
    void viewer('v1');
    expect(isInside('v1')).toBe(true);
  });

  test('is one that answers nothing: however long one call takes, others that are answered tell that it does not hang', async () => {
    const { clock, worker, viewer, end } = given();
    void viewer('slow', { heavy: true });
    const next = viewer('next', { heavy: true });
    for (let n = 0; n < 3; n += 1) {
      await clock.advance(3_000);
      void worker(`w${n}`);
      await end(`w${n}`);
    }
    await end('slow');
    await end('next');
    await expect(next).resolves.toBe('next');
  });

  test('still hangs after calls to it were given up, until one is answered', async () => {
    const { clock, worker, viewer, end, isInside } = given();
    const givenUp = problemOf(() => worker('w1'));
    await clock.advance(30_000);
    await end('w1', unavailable('the scheduler did not answer in time'));
    expect(await givenUp).toMatchObject({ code: 'scheduler-unavailable' });

    // Nothing is with it now: the next one tries
    const tries = viewer('tries');
    expect(await problemOf(() => viewer('beside'))).toMatchObject(HANGS);
    await end('tries');
    await expect(tries).resolves.toBe('tries');
    void viewer('v1');
    void viewer('v2');
    expect(['v1', 'v2'].map(isInside)).toEqual([true, true]);
  });

  test('hangs no more once it was heard of in another way', async () => {
    const { clock, lines, worker, viewer, isInside } = given();
    void worker('w1');
    await clock.advance(SILENCE_MS);
    lines.heard();
    void viewer('v1');
    expect(isInside('v1')).toBe(true);
  });

  test.each([['that nobody asks', undefined], ['that was away', new Error('refused')]])('is not one %s for long', async (_, error) => {
    const { clock, worker, viewer, end, isInside } = given();
    const before = worker('w1').catch(() => undefined);
    await end('w1', error);
    await before;
    await clock.advance(10 * SILENCE_MS);
    void viewer('v1');
    void viewer('v2');
    expect(['v1', 'v2'].map(isInside)).toEqual([true, true]);
  });
});
