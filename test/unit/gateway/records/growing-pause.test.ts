import { GrowingPause } from '../../../../images/gateway/src/records/growing-pause';
import { ManualClock } from '../../../support/manual-clock';

test.each([
  [1, 100], [2, 200], [3, 400], [6, 3200], [7, 5000], [1_000_000, 5000],
])('after %d failures it lasts %d ms, of 5000 at most', (failures, lasts) => {
  const paused: number[] = [];
  const clock = { after: (milliseconds: number) => { paused.push(milliseconds); return () => undefined; } };

  void new GrowingPause(clock, 100).after(failures, 5000);

  expect(paused).toEqual([lasts]);
});

test('it is over once it is ended, and leaves no timer', async () => {
  const clock = new ManualClock();
  const pause = new GrowingPause(clock, 100);
  pause.end();

  const cutShort = pause.after(1, 5000);
  pause.end();
  await cutShort;

  expect(clock.pending).toBe(0);
});
