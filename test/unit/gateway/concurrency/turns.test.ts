import { Turns } from '../../../../images/gateway/src/concurrency/turns';
import { ManualClock, settled } from '../../../support/manual-clock';

function given(limits = { atOnce: 2, waiting: 2, patienceMs: 1_000 }) {
  const clock = new ManualClock();
  const turns = new Turns(limits, clock);
  const log: string[] = [];
  /** Takes a turn for a key; the log tells when it began, or that it was refused. */
  const take = async (key: string, name = key): Promise<() => void> => {
    const end = await turns.take(key);
    log.push(end === undefined ? `${name} refused` : `${name} began`);
    return end ?? (() => undefined);
  };
  return { clock, turns, log, take };
}

describe('turns', () => {
  test('are so many at once for a key; the next waits for one to end, and others don\'t notice', async () => {
    const { take, log } = given();
    const [end] = [await take('a', 'a1'), await take('a', 'a2')];
    void take('a', 'a3');
    void take('a', 'a4');
    await settled();
    await take('b');
    expect(log).toEqual(['a1 began', 'a2 began', 'b began']);

    end();
    await settled();
    expect(log).toEqual(['a1 began', 'a2 began', 'b began', 'a3 began']);
  });

  test('end once, however often that is said', async () => {
    const { take, log } = given();
    const [end] = [await take('a', 'a1'), await take('a', 'a2')];
    void take('a', 'a3');
    void take('a', 'a4');
    for (let times = 0; times < 3; times++) end();
    await settled();
    expect(log).toEqual(['a1 began', 'a2 began', 'a3 began']);
  });

  test('are refused at once where the key\'s line is full', async () => {
    const { take, log } = given();
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void take('a', name);
    await settled();
    expect(log).toEqual(['a1 began', 'a2 began', 'a5 refused']);
  });

  test('are refused to who has waited too long, whose place in line is free then', async () => {
    const { clock, take, log } = given();
    const end = await take('a', 'a1');
    for (const name of ['a2', 'a3', 'a4']) void take('a', name);
    await clock.advance(1_000);
    expect(log).toEqual(['a1 began', 'a2 began', 'a3 refused', 'a4 refused']);

    void take('a', 'a5');
    end();
    await settled();
    expect(log.at(-1)).toBe('a5 began');
    expect(clock.pending).toBe(0);
  });

  test('leave nothing behind', async () => {
    const { take, turns } = given();
    const ends = await Promise.all(Array.from({ length: 100 }, (_, key) => take(`${key % 50}`)));
    expect(turns.size).toBe(50);
    ends.forEach((end) => end());
    expect(turns.size).toBe(0);
  });
});
