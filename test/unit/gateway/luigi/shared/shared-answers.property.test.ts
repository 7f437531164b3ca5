import fc from 'fast-check';
import { callerGone } from '../../../../../images/gateway/src/caller-gone';
import type { CallOptions, UpstreamAnswer } from '../../../../../images/gateway/src/luigi/client/upstream';
import { SharedAnswers } from '../../../../../images/gateway/src/luigi/shared/shared-answers';
import { answerView } from '../../../../../images/gateway/src/luigi/visible/view';
import { accessTo, aCall } from '../../../../support/luigi/calls';
import { FakeLuigid } from '../../../../support/luigi/fake-luigid';
import { ManualClock, settled } from '../../../../support/manual-clock';

const MAX_AGE_MS = 1000;
const SCOPES = [['*'], ['etl.*'], ['report.*'], ['report.Day', 'etl.*'], ['none.*']];
const CODINGS = [{ br: false, gzip: false }, { br: true, gzip: true }];

interface Pending {
  readonly isView: boolean;
  readonly signal: AbortSignal | undefined;
  /** It leaves the line: luigid is asked. */
  admit(): void;
  answer(): void;
  fail(): void;
}

/** Answers when it is told to, with the state of when it was asked, at worst. A change takes effect when it is answered. */
class SlowLuigid extends FakeLuigid {
  readonly pending: Pending[] = [];
  /** When each was asked, and what had happened by when it was wanted. */
  readonly views: { readonly at: number; readonly changes: number; readonly gone: number }[] = [];
  changes = 0;
  gone = 0;

  /** @param hasLine whether a call stands in line until it is admitted, or answered */
  constructor(private readonly clock: ManualClock, private readonly hasLine: boolean) { super([]); }

  override call(method: string, _args: unknown, { signal, onAsked }: CallOptions = {}): Promise<UpstreamAnswer> {
    const isView = method === 'task_list';
    const { changes, gone } = this;
    let response: object | undefined;
    return new Promise((resolve, reject) => {
      const leave = (): void => { this.pending.splice(this.pending.indexOf(pending), 1); };
      const pending: Pending = {
        isView, signal,
        admit: () => {
          if (response !== undefined) return;
          const askedAt = this.clock.monotonic();
          onAsked?.();
          if (isView) this.views.push({ at: askedAt, changes, gone });
          const task = (family: string): object => ({ name: family, status_message: `asked at ${askedAt} after ${this.changes}.` });
          response = isView ? { 'etl.Job_1': task('etl.Job'), 'report.Day_1': task('report.Day'), 'other.Job_1': task('other.Job') } : {};
        },
        answer: () => {
          pending.admit();
          leave();
          if (!isView) this.changes += 1;
          resolve({ status: 200, contentType: 'application/json', body: Buffer.from(JSON.stringify({ response })) });
        },
        fail: () => {
          leave();
          if (isView) this.gone += 1;
          // What luigid was never asked for was not done
          else if (response !== undefined) this.changes += 1;
          reject(new Error('luigid failed'));
        },
      };
      signal?.addEventListener('abort', () => {
        leave();
        this.gone += 1;
        reject(callerGone());
      });
      this.pending.push(pending);
      if (!this.hasLine) pending.admit();
    });
  }
}

type Step =
  | { readonly do: 'ask'; readonly scope: number; readonly coding: number }
  | { readonly do: 'leave' | 'admit' | 'answer' | 'fail'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'change' };

const someSteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask' as const), scope: fc.nat(SCOPES.length - 1), coding: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('admit' as const), which: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 50, 400, 500, 600, 999, 1000, 1001, 3000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'fail' as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const) }) },
), { minLength: 5, maxLength: 40 });

test('in any order of questions, answers, changes and waits, each gets what is theirs, no older than a second, and never from before a change', async () => {
  let shared = 0;
  await fc.assert(fc.asyncProperty(someSteps, fc.constantFrom(48 * 1024 * 1024, 500), fc.boolean(), async (steps, maxBytes, hasLine) => {
    const clock = new ManualClock();
    const luigid = new SlowLuigid(clock, hasLine);
    const answers = new SharedAnswers(luigid, { maxAgeMs: MAX_AGE_MS, maxBytes, clock });
    const faults: string[] = [];
    const asking: AbortController[] = [];
    let told = 0;

    const ask = async (scope: number, coding: number): Promise<void> => {
      const [arrivedAt, changes] = [clock.monotonic(), luigid.changes];
      const access = accessTo({ view: SCOPES[scope]! });
      const controller = new AbortController();
      asking.push(controller);
      const { rendering } = await answerView(aCall('task_list'), access, answers, controller);
      await rendering.bodyFor(CODINGS[coding]!);
      const { response } = JSON.parse((await rendering.plain()).toString()) as { response: Record<string, { name: string; status_message: string }> };
      told += 1;
      for (const { name, status_message: message } of Object.values(response)) {
        if (!access.view.includes(name)) faults.push(`${SCOPES[scope]} was shown ${name}`);
        const [askedAt, after] = /asked at (\d+) after (\d+)\./.exec(message)!.slice(1).map(Number) as [number, number];
        if (askedAt < arrivedAt - MAX_AGE_MS) faults.push(`asked at ${arrivedAt}, got what was asked for at ${askedAt}`);
        if (after < changes) faults.push(`asked after ${changes} changes, got the state after ${after}`);
      }
    };

    for (const step of steps) {
      switch (step.do) {
        case 'ask': ask(step.scope, step.coding).catch(() => undefined); break;
        case 'leave': asking[step.which]?.abort(); break;
        case 'admit': luigid.pending[step.which % (luigid.pending.length || 1)]?.admit(); break;
        case 'answer': luigid.pending[step.which % (luigid.pending.length || 1)]?.answer(); break;
        case 'fail': luigid.pending[step.which % (luigid.pending.length || 1)]?.fail(); break;
        case 'wait': await clock.advance(step.ms); break;
        case 'change': answers.change('pause', {}).catch(() => undefined); break;
      }
      await settled();
    }
    await clock.advance(10_000);
    answers.close();

    expect(faults).toEqual([]);
    // Twice as often as the limit asks for, at the very most: with a change, or one that came to nothing, in between it is another matter
    luigid.views.forEach(({ at, changes, gone }, index) => {
      const before = luigid.views[index - 1];
      const isSooner = before !== undefined && at - before.at < MAX_AGE_MS / 2;
      if (isSooner && maxBytes > 500 && before.changes === changes && before.gone === gone) faults.push(`luigid was asked at ${before.at} and at ${at}`);
    });
    expect(faults).toEqual([]);
    shared += told - luigid.views.length > 0 ? 1 : 0;
  }), { numRuns: 400 });
  // Or else nothing was tested
  expect(shared).toBeGreaterThan(40);
});
