import { setTimeout as pause } from 'node:timers/promises';
import { OneByOne } from '../../../../../images/gateway/src/concurrency/one-by-one';

test('what belongs to one key is done in the order it came, whatever became of what was before it; other keys do not wait', async () => {
  const queues = new OneByOne();
  const done: string[] = [];
  const first = queues.next('a', async () => { await pause(20); done.push('a1'); throw new Error('a1 has failed'); });
  const second = queues.next('a', () => { done.push('a2'); return 2; });
  await queues.next('b', () => done.push('b1'));

  await expect(first).rejects.toThrow('a1 has failed');
  expect(await second).toBe(2);
  expect(done).toEqual(['b1', 'a1', 'a2']);
});

test('all is done once what has come so far is, failures among it', async () => {
  const queues = new OneByOne();
  let isDone = false;
  queues.next('a', () => { throw new Error('failed'); }).catch(() => undefined);
  void queues.next('b', async () => { await pause(20); isDone = true; });

  await queues.done();

  expect(isDone).toBe(true);
});
