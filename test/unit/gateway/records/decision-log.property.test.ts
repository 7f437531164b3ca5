import * as fc from 'fast-check';
import { Problem } from '../../../../images/gateway/src/problem';
import type { KeptRecord } from '../../../../images/gateway/src/records/decision';
import { BatchingDecisionLog } from '../../../../images/gateway/src/records/decision-log';
import { decisionRecord } from '../../../support/decision-record';
import { ManualClock, settled } from '../../../support/manual-clock';
import { ScriptedSink } from '../../../support/scripted-sink';

const BOUNDS = { waitMs: 500, lingerMs: 20, lagMs: 1_000, records: 12, bytes: 1_000_000, firstPauseMs: 50, longestPauseMs: 200, closeMs: 5_000 };

type Step =
  | { readonly kind: 'before' | 'behind' | 'succeed' }
  | { readonly kind: 'fail'; readonly kept: number }
  | { readonly kind: 'advance'; readonly milliseconds: number };

const steps = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'before' }) },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'behind' }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'succeed' }) },
  { weight: 3, arbitrary: fc.nat(3).map<Step>((kept) => ({ kind: 'fail', kept })) },
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 20, 60, 250, 600).map<Step>((milliseconds) => ({ kind: 'advance', milliseconds })) },
), { maxLength: 60 });

/** Runs the steps; looks at what is stored at the very moment that a promise is kept or broken. */
class Run {
  readonly clock = new ManualClock();
  readonly sink = new ScriptedSink();
  readonly log = new BatchingDecisionLog({
    sink: this.sink, service: 'luigi', clock: this.clock, bounds: BOUNDS,
    watcher: { failed: () => undefined, recovered: () => undefined, lost: (count) => { this.lost = count; } },
  });

  readonly taken: string[] = [];
  readonly refusedAtOnce: string[] = [];
  readonly timedOut: string[] = [];
  readonly acknowledgedUnsafe: string[] = [];
  readonly waiting = new Set<string>();
  lost = 0;
  mostBuffered = 0;
  private count = 0;

  get storedIds(): string[] {
    return this.stored.map(({ requestId }) => requestId);
  }

  get stored(): KeptRecord[] {
    return this.sink.stored.map(({ line }) => JSON.parse(line) as KeptRecord);
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'before') this.before(`r${this.count += 1}`);
    else if (step.kind === 'behind') this.behind(`r${this.count += 1}`);
    else if (step.kind === 'advance') await this.clock.advance(step.milliseconds);
    else if (this.sink.busy && step.kind === 'succeed') this.sink.succeed();
    else if (this.sink.busy && step.kind === 'fail') this.sink.fail('sink failed', step.kept);
    await settled();
    this.mostBuffered = Math.max(this.mostBuffered, this.log.health.buffered);
  }

  async finish(): Promise<void> {
    const closed = this.log.close();
    for (let i = 0; i < 50 && (this.log.health.buffered > 0 || this.sink.busy); i += 1) {
      await settled();
      if (this.sink.busy) this.sink.succeed();
      await this.clock.advance(10);
    }
    await closed;
  }

  private before(requestId: string): void {
    const bufferedBefore = this.log.health.buffered;
    this.waiting.add(requestId);
    const done = this.log.recordBefore(decisionRecord({ requestId }));
    // What is refused at once never enters the buffer.
    const entered = this.log.health.buffered > bufferedBefore;
    (entered ? this.taken : this.refusedAtOnce).push(requestId);
    done.then(
      () => { if (!this.storedIds.includes(requestId)) this.acknowledgedUnsafe.push(requestId); },
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        if (entered) this.timedOut.push(requestId);
      },
    ).finally(() => this.waiting.delete(requestId));
  }

  private behind(requestId: string): void {
    try {
      this.log.recordBehind(decisionRecord({ requestId, action: 'view', change: false }));
      this.taken.push(requestId);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.refusedAtOnce.push(requestId);
    }
  }
}

describe('whatever order calls, sink failures and time come in', () => {
  const check = (name: string, promise: (run: Run) => void) => {
    test(name, async () => {
      await fc.assert(fc.asyncProperty(steps, async (script) => {
        const run = new Run();
        for (const step of script) await run.take(step);
        await run.finish();
        promise(run);
      }), { numRuns: 150 });
    });
  };

  check('nothing is acknowledged that is not safe', (run) => {
    expect(run.acknowledgedUnsafe).toEqual([]);
  });

  check('each record that was taken is kept, in the order it was taken, and none that was refused', (run) => {
    const decisions = run.stored.filter(({ event }) => event === 'decision').map(({ requestId }) => requestId);

    expect([...new Set(decisions)]).toEqual(run.taken);
    expect(run.lost).toBe(0);
  });

  check('sequence numbers have no gap, and a number always stands for the same record', (run) => {
    const lines = new Map<number, string>();
    for (const record of run.stored) {
      const line = JSON.stringify(record);
      expect(lines.get(record.sequence) ?? line).toBe(line);
      lines.set(record.sequence, line);
    }

    expect([...lines.keys()]).toEqual(Array.from({ length: lines.size }, (_, index) => index + 1));
  });

  check('a change that was given up is followed by a result that says so', (run) => {
    const given = run.stored.filter(({ event, status }) => event === 'result' && status === 503).map(({ requestId }) => requestId);

    expect([...new Set(given)].sort()).toEqual([...run.timedOut].sort());
  });

  check('everyone who waits is answered, and the buffer keeps its bound', (run) => {
    expect([...run.waiting]).toEqual([]);
    // Each of the 12 may bring one result of its own when it is given up.
    expect(run.mostBuffered).toBeLessThanOrEqual(2 * BOUNDS.records);
    expect(run.clock.pending).toBe(0);
  });
});
