import fc from 'fast-check';
import type { LinesBounds } from '../../../../../images/gateway/src/luigi/client/line-bounds';
import { Lines } from '../../../../../images/gateway/src/luigi/client/lines';
import { NO_MEASURES, type LuigidLine } from '../../../../../images/gateway/src/metrics/measures';
import { Problem } from '../../../../../images/gateway/src/problem';
import { ManualClock, settled } from '../../../../support/manual-clock';

interface Call {
  readonly line: LuigidLine;
  readonly heavy: boolean;
  readonly bytes: number;
  readonly cameAt: number;
  readonly going: AbortController;
  state: 'waits' | 'inside' | 'ended' | 'busy' | 'hangs' | 'gone';
  end: () => void;
}

type Step =
  | { readonly do: 'come'; readonly line: LuigidLine; readonly heavy: boolean; readonly bytes: number }
  | { readonly do: 'end' | 'leave'; readonly which: number }
  | { readonly do: 'pass time'; readonly ms: number };

const PATIENCE_MS = 100;
const aBound = { waiting: fc.nat(4), bytes: fc.nat(60), patienceMs: fc.constant(PATIENCE_MS) };
const bounds: fc.Arbitrary<LinesBounds> = fc.record({
  atOnce: fc.record({ all: fc.integer({ min: 1, max: 4 }), viewers: fc.integer({ min: 1, max: 4 }), heavy: fc.integer({ min: 1, max: 2 }) }),
  workers: fc.record(aBound), viewers: fc.record(aBound), silenceMs: fc.integer({ min: 1, max: 3 * PATIENCE_MS }),
});
const line = fc.constantFrom<LuigidLine>('workers', 'viewers');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('come' as const), line, heavy: fc.boolean(), bytes: fc.nat(40) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('end' as const, 'leave' as const), which: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass time' as const), ms: fc.integer({ min: 1, max: PATIENCE_MS }) }) },
);

/** What anybody does at the lines, held against what was promised, at every moment. */
class Scene {
  readonly clock = new ManualClock();
  readonly calls: Call[] = [];
  readonly lengths: Record<LuigidLine, number> = { workers: 0, viewers: 0 };
  private readonly lines: Lines;
  /** When luigid answered last, or was first asked again. */
  private heardAt = 0;
  private broken: unknown;

  constructor(private readonly limits: LinesBounds) {
    const inLine = (which: LuigidLine, count: number): void => { this.lengths[which] = count; };
    this.lines = new Lines({ bounds: limits, clock: this.clock, measures: { ...NO_MEASURES, inLine } });
  }

  async take(next: Step): Promise<void> {
    switch (next.do) {
      case 'come': this.come(next); break;
      case 'end': this.pick('inside', next.which)?.end(); break;
      case 'leave': this.pick('waits', next.which)?.going.abort(); break;
      case 'pass time': await this.clock.advance(next.ms); break;
    }
    await settled();
    this.check();
  }

  /** Ends all that is inside, again and again, and leaves the rest to its patience. */
  async finish(): Promise<void> {
    for (let inside = this.in('inside'); inside.length > 0; inside = this.in('inside')) {
      inside.forEach(({ end }) => end());
      await settled();
      this.check();
    }
    await this.clock.advance(PATIENCE_MS);
    this.check();
  }

  in(...states: Call['state'][]): Call[] {
    return this.calls.filter(({ state }) => states.includes(state));
  }

  private come({ line: which, heavy, bytes }: { readonly line: LuigidLine; readonly heavy: boolean; readonly bytes: number }): void {
    const going = new AbortController();
    const call: Call = { line: which, heavy, bytes, cameAt: this.clock.monotonic(), going, state: 'waits', end: () => undefined };
    this.calls.push(call);
    this.lines.pass({ line: which, heavy, bytes, signal: going.signal }, () => {
      call.state = 'inside';
      if (this.in('inside').length === 1) this.heardAt = this.clock.monotonic();
      if (which === 'viewers') this.assertNoWorkerIsPassed();
      return new Promise<void>((resolve) => {
        call.end = () => {
          call.state = 'ended';
          this.heardAt = this.clock.monotonic();
          resolve();
        };
      });
    }).catch((error: unknown) => {
      const code = error instanceof Problem ? error.code : undefined;
      call.state = code === 'caller-gone' ? 'gone' : code === 'scheduler-unavailable' ? 'hangs' : 'busy';
      if (code === undefined) this.broken = error;
      if (call.state === 'hangs' && (which === 'workers' || !this.hangs)) this.broken = new Error('told that luigid hangs');
    });
  }

  private get hangs(): boolean {
    return this.in('inside').length > 0 && this.clock.monotonic() - this.heardAt >= this.limits.silenceMs;
  }

  private pick(state: Call['state'], which: number): Call | undefined {
    const among = this.in(state);
    return among[which % Math.max(1, among.length)];
  }

  /** At the moment that a viewer has entered, no worker waits who could have. */
  private assertNoWorkerIsPassed(): void {
    const { heavy: heavyAtOnce, all } = this.limits.atOnce;
    const inside = this.in('inside');
    const waiting = this.in('waits').filter((call) => call.line === 'workers' && !call.going.signal.aborted);
    const heavy = waiting.filter((call) => call.heavy).length;
    const roomForHeavy = Math.max(0, heavyAtOnce - inside.filter((call) => call.heavy).length);
    const passed = waiting.length - heavy + Math.min(heavy, roomForHeavy);
    // Those whose way is free already are let in at this same moment
    expect(passed).toBeLessThanOrEqual(all - inside.length);
  }

  private check(): void {
    expect(this.broken).toBeUndefined();
    const { atOnce } = this.limits;
    const inside = this.in('inside');
    const viewers = inside.filter((call) => call.line === 'viewers').length;
    const heavy = inside.filter((call) => call.heavy).length;
    expect(inside.length).toBeLessThanOrEqual(atOnce.all);
    expect(viewers).toBeLessThanOrEqual(atOnce.viewers);
    expect(heavy).toBeLessThanOrEqual(atOnce.heavy);
    if (this.hangs) expect(this.in('waits').filter((call) => call.line === 'viewers')).toEqual([]);
    for (const each of ['workers', 'viewers'] as const) {
      const waiting = this.in('waits').filter((call) => call.line === each);
      expect(waiting.length).toBeLessThanOrEqual(this.limits[each].waiting);
      expect(waiting.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(this.limits[each].bytes);
      expect(this.lengths[each]).toBe(waiting.length);
      for (const { cameAt } of waiting) expect(this.clock.monotonic() - cameAt).toBeLessThanOrEqual(PATIENCE_MS);
      // Nobody waits for nothing: there is no room for any of them
      const room = inside.length < atOnce.all && (each === 'workers' || viewers < atOnce.viewers);
      expect(room && waiting.some((call) => !call.heavy || heavy < atOnce.heavy)).toBe(false);
      for (const kind of [true, false]) this.checkOrder(each, kind);
    }
  }

  /** Of calls alike, none has got in that came later than one who still waits. */
  private checkOrder(each: LuigidLine, heavy: boolean): void {
    const alike = this.calls.filter((call) => call.line === each && call.heavy === heavy);
    const first = alike.findIndex(({ state }) => state === 'waits');
    if (first >= 0) expect(alike.slice(first).filter(({ state }) => state === 'inside' || state === 'ended')).toEqual([]);
  }
}

test('whatever anybody does, no more are with luigid than may be, no viewer passes a worker, and everybody is answered or refused in time', async () => {
  await fc.assert(fc.asyncProperty(bounds, fc.array(step, { maxLength: 60 }), async (bound, steps) => {
    const scene = new Scene(bound);
    for (const each of steps) await scene.take(each);
    await scene.finish();
    expect(scene.in('waits', 'inside')).toEqual([]);
    expect(scene.clock.pending).toBe(0);

    // No place was lost on the way: as many get in as at the start
    const before = scene.calls.length;
    for (let n = 0; n < bound.atOnce.all; n += 1) await scene.take({ do: 'come', line: 'workers', heavy: false, bytes: 0 });
    expect(scene.calls.slice(before).map(({ state }) => state)).toEqual(Array(bound.atOnce.all).fill('inside'));
    await scene.finish();
  }));
});
