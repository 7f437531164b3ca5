import fc from 'fast-check';
import { KeptRuns } from '../../../../../images/gateway/src/jobs/local/kept-runs';
import type { AskedRun } from '../../../../../images/gateway/src/jobs/local/run-folder';
import type { Run } from '../../../../../images/gateway/src/jobs/runs/run';
import { aStart } from '../../../../support/jobs/local-runs';

const asked = (job: string, id: string, at: number): AskedRun =>
  ({ ...aStart(id, { job }), startedAt: new Date(1_700_000_000_000 + at).toISOString() });
const states = new Map<string, Run['state']>();
const look = (run: AskedRun): Run => ({
  id: run.id, job: run.job, state: states.get(run.id) ?? 'succeeded', parameters: run.parameters, requestedBy: run.requestedBy, startedAt: run.startedAt,
});
const someRuns = fc.uniqueArray(fc.record({ job: fc.constantFrom('a', 'b-c', 'd'), id: fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/), at: fc.nat(5) }),
  { selector: ({ job, id }) => `${job}/${id}`, maxLength: 40 });

describe('runs that are kept', () => {
  beforeEach(() => states.clear());

  test('pages hold every run once, the newest first, in whatever order they came', () => {
    fc.assert(fc.property(someRuns, fc.integer({ min: 1, max: 7 }), fc.boolean(), (runs, limit, ofOne) => {
      const kept = new KeptRuns(look);
      for (const { job, id, at } of runs) kept.add(asked(job, id, at));
      const jobs = ofOne ? ['b-c'] : kept.jobs;
      const seen: Run[] = [];
      let next: string | undefined;
      do {
        const page = kept.page(jobs, { limit, ...(next === undefined ? {} : { next }) });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items);
        expect(page.next === undefined || page.items.length === limit).toBe(true);
        next = page.next;
      } while (next !== undefined);
      const wanted = runs.filter(({ job }) => !ofOne || job === 'b-c');
      expect(seen.map(({ job, id }) => `${job}/${id}`).sort()).toEqual(wanted.map(({ job, id }) => `${job}/${id}`).sort());
      for (const [index, run] of seen.entries()) expect(index === 0 || run.startedAt <= (seen[index - 1] as Run).startedAt).toBe(true);
    }));
  });

  test('a page goes on where it was, whatever is started or removed meanwhile', () => {
    const kept = new KeptRuns(look);
    for (let at = 0; at < 6; at += 1) kept.add(asked('a', `r${at}`, at));
    const first = kept.page(['a'], { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['r5', 'r4']);
    kept.add(asked('a', 'new', 9));
    for (const id of ['r4', 'r3']) kept.forget(kept.get('a', id) as never);
    const second = kept.page(['a'], { limit: 2, next: first.next as string });
    expect(second.items.map(({ id }) => id)).toEqual(['r2', 'r1']);
    expect(kept.page(['a'], { limit: 2, next: second.next as string })).toEqual({ items: [expect.objectContaining({ id: 'r0' })] });
  });

  test.each(['', 'x', '1', '1.a', '1.a.', '-1.a.b', '1.A.b', '1.a.b.c', '1.a.b\n', `1.a.${'b'.repeat(81)}`, '__proto__', '1e9.a.b'])('%j is no place in a list', (next) => {
    expect(() => new KeptRuns(look).page([], { limit: 1, next })).toThrow(expect.objectContaining({ status: 400, code: 'bad-token' }));
  });

  test('how a run ended is looked at once, and anew when it goes on again', () => {
    let looks = 0;
    const kept = new KeptRuns((run) => { looks += 1; return look(run); });
    states.set('r', 'running');
    const run = kept.add(asked('a', 'r', 0));
    expect([kept.now(kept.get('a', 'r') as never).state, kept.going('a').length, kept.active.length]).toEqual(['running', 1, 1]);
    states.set('r', 'failed');
    expect([kept.going('a').length, kept.active.length, kept.ended('a').length]).toEqual([0, 0, 1]);
    looks = 0;
    for (let time = 0; time < 3; time += 1) kept.now(run);
    expect(looks).toBe(0);
    states.set('r', 'running');
    kept.reopen(run);
    expect([kept.going('a').map(({ state }) => state), kept.ended('a').length]).toEqual([['running'], 0]);
    kept.forget(run);
    expect([kept.jobs, kept.active, kept.get('a', 'r')]).toEqual([[], [], undefined]);
  });
});
