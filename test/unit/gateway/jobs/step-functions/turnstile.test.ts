import type { Execution } from '../../../../../images/gateway/src/jobs/step-functions/executions';
import { Turnstile, type Ask, type Leave } from '../../../../../images/gateway/src/jobs/step-functions/turnstile';
import { canonicalJson } from '../../../../../images/gateway/src/json/canonical-json';
import type { RunRecord } from '../../../../../lib/contract/run-table';
import { ManualClock, settled } from '../../../../support/manual-clock';

const DAY = (day: number): string => canonicalJson({ day });

/** A table and Step Functions, as the turnstile sees them. */
class World {
  readonly clock = new ManualClock();
  readonly holders = new Set<string>();
  readonly records = new Map<string, RunRecord>();
  readonly executions = new Map<string, Execution>();
  looks = 0;
  described: string[] = [];
  fault: Error | undefined;
  private held: Promise<void> = Promise.resolve();
  private heldDescriptions: Promise<void> = Promise.resolve();
  readonly turnstile = new Turnstile({
    turns: async (job, ids) => {
      this.looks += 1;
      if (job === 'daily') await this.held;
      if (this.fault !== undefined) throw this.fault;
      const asked = new Set(ids);
      return { holders: new Set(this.holders), records: new Map([...this.records].filter(([id]) => asked.has(id))) };
    },
  }, {
    find: async (_job, id) => {
      this.described.push(id);
      await this.heldDescriptions;
      return this.executions.get(id);
    },
  }, this.clock);

  /** Step Functions tells of nothing until the function that is returned is called. */
  holdDescriptions(): () => void {
    let release = (): void => undefined;
    this.heldDescriptions = new Promise((resolve) => { release = resolve; });
    return release;
  }

  /** No look at the table for the daily job ends until the function that is returned is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => { release = resolve; });
    return release;
  }

  /** An execution that has its turn, and a record. */
  running(id: string, day: number): void {
    this.holders.add(id);
    this.records.set(id, {
      job: 'daily', item: `run#${id}`, kind: 'run', id, state: 'running', parameters: DAY(day), requestedBy: 'user:ada', startedAt: 's', expiresAt: 1,
    });
    this.executions.set(id, { status: 'RUNNING', startedAt: new Date(0), input: `{"parameters":${DAY(day)}}` });
  }

  /** It ends, and its state machine says so; or it is stopped, and only Step Functions knows. */
  ended(id: string, how: 'by itself' | 'stopped'): void {
    this.executions.set(id, { status: how === 'stopped' ? 'ABORTED' : 'SUCCEEDED', startedAt: new Date(0), endedAt: new Date(1) });
    if (how === 'stopped') return;
    this.holders.delete(id);
    this.records.set(id, { ...this.records.get(id) as RunRecord, state: 'succeeded', endedAt: 'e' });
  }

  ask(id: string, day: number, over: Partial<Ask> = {}): Promise<Leave> {
    return this.turnstile.ask({ job: 'daily', id, parameters: DAY(day), maxConcurrentRuns: 2, ...over });
  }

  /** It may begin, and does. */
  async begin(id: string, day: number, over: Partial<Ask> = {}): Promise<void> {
    const leave = await this.ask(id, day, over);
    if (leave.kind !== 'begin') throw new Error(`got ${leave.kind}, expected that it may begin`);
    leave.begun.began();
  }
}

let world: World;
beforeEach(() => { world = new World(); });

test('the first may begin; one with the same parameters is its twin, others may until the job is full', async () => {
  world.running('a', 1);

  expect(await world.ask('b', 1)).toEqual({ kind: 'twin', id: 'a' });
  await world.begin('c', 2);
  expect(await world.ask('d', 3)).toMatchObject({ kind: 'begin' });
});

test('what has begun and the table does not show yet counts', async () => {
  world.executions.set('a', { status: 'RUNNING', startedAt: new Date(0) });
  await world.begin('a', 1, { maxConcurrentRuns: 1 });

  expect(await world.ask('b', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'twin', id: 'a' });
  expect(await world.ask('c', 2, { maxConcurrentRuns: 1 })).toEqual({ kind: 'full' });
  expect(await world.ask('a', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'begun' });
});

test('what is remembered gives way to the table: when it shows the run, when it shows its end', async () => {
  await world.begin('a', 1, { maxConcurrentRuns: 1 });
  world.running('a', 1);
  expect(await world.ask('b', 2, { maxConcurrentRuns: 1 })).toEqual({ kind: 'full' });
  world.ended('a', 'by itself');

  expect(await world.ask('b', 2, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'begin' });
});

test('a record may be there before its turn is seen: it counts', async () => {
  await world.begin('a', 1, { maxConcurrentRuns: 1 });
  world.running('a', 1);
  world.holders.clear();

  expect(await world.ask('b', 2, { maxConcurrentRuns: 1 })).toEqual({ kind: 'full' });
});

test('a turn may be there before its record is seen: the run is not begun twice', async () => {
  await world.begin('a', 1);
  world.running('a', 1);
  world.records.clear();

  expect(await world.ask('a', 1)).toMatchObject({ kind: 'begun' });
});

test('what was begun and never comes to the table counts for a minute, and is forgotten then', async () => {
  world.executions.set('a', { status: 'RUNNING', startedAt: new Date(0) });
  await world.begin('a', 1);
  await world.clock.advance(59_999);
  expect(await world.ask('b', 1)).toMatchObject({ kind: 'twin', id: 'a' });
  await world.clock.advance(2);

  expect(await world.ask('b', 1)).toMatchObject({ kind: 'begin' });
});

test.each(['stopped', 'forgotten'] as const)('a holder that was %s is no obstacle', async (how) => {
  world.running('a', 1);
  world.running('b', 2);
  if (how === 'stopped') world.ended('a', 'stopped');
  else world.executions.delete('a');

  expect(await world.ask('c', 1)).toMatchObject({ kind: 'begin' });
  // then: but the one that is left and the one that begins are two
  expect(await world.ask('d', 3)).toEqual({ kind: 'full' });
});

test('a holder that waits for its redrive goes on', async () => {
  world.running('a', 1);
  world.executions.set('a', { status: 'PENDING_REDRIVE', startedAt: new Date(0) });

  expect(await world.ask('b', 1)).toEqual({ kind: 'twin', id: 'a' });
});

test('a start whose outcome nobody knows holds nobody back, unless Step Functions runs it', async () => {
  const leave = await world.ask('a', 1, { maxConcurrentRuns: 1 });
  if (leave.kind === 'begin') leave.begun.failed();

  expect(await world.ask('a', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'begin' });
});

test('a start that was lost and runs is found', async () => {
  const leave = await world.ask('a', 1, { maxConcurrentRuns: 1 });
  if (leave.kind === 'begin') leave.begun.failed();
  world.executions.set('a', { status: 'RUNNING', startedAt: new Date(0) });

  expect(await world.ask('b', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'twin', id: 'a' });
});

test('a run that has a record is known, and nothing else is asked', async () => {
  world.running('a', 1);

  expect(await world.ask('a', 2)).toMatchObject({ kind: 'recorded', record: { id: 'a' } });
  expect(world.described).toEqual([]);
});

test('one that takes its turn and has no record yet is told by its input', async () => {
  world.running('a', 1);
  world.records.clear();

  expect(await world.ask('b', 1)).toMatchObject({ kind: 'twin', id: 'a' });
});

test('200 asks at once look at the table a few times, and as many begin as may', async () => {
  const release = world.hold();
  const asked = Array.from({ length: 200 }, (_, day) => world.ask(`r${day}`, day, { maxConcurrentRuns: 50 }));
  release();
  const leaves = await Promise.all(asked);

  expect(leaves.filter(({ kind }) => kind === 'begin')).toHaveLength(50);
  expect(leaves.filter(({ kind }) => kind === 'full')).toHaveLength(150);
  expect(world.looks).toBeLessThan(10);
});

test('200 asks at once with the same parameters: one begins, the others are twins', async () => {
  const leaves = await Promise.all(Array.from({ length: 200 }, (_, index) => world.ask(`r${index}`, 1, { maxConcurrentRuns: 50 })));

  expect(leaves.map(({ kind }) => kind).sort()).toEqual(['begin', ...Array.from({ length: 199 }, () => 'twin')]);
});

test('a redriven run is not its own twin, and counts until its end is another than the one before', async () => {
  world.running('a', 1);
  world.ended('a', 'by itself');
  await world.begin('a', 1, { endedBefore: 'e', maxConcurrentRuns: 1 });
  world.executions.set('a', { status: 'RUNNING', startedAt: new Date(0) });

  expect(await world.ask('b', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'twin', id: 'a' });
  expect(await world.ask('a', 1, { endedBefore: 'e', maxConcurrentRuns: 1 })).toMatchObject({ kind: 'begun' });
  world.records.set('a', { ...world.records.get('a') as RunRecord, endedAt: 'later' });
  expect(await world.ask('b', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'begin' });
});

test('a table that can not be read fails all who wait, and the next one gets through', async () => {
  world.fault = new Error('no table');
  const asked = [world.ask('a', 1), world.ask('b', 2)];
  const failures = await Promise.allSettled(asked);
  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  world.fault = undefined;

  expect(await world.ask('a', 1)).toMatchObject({ kind: 'begin' });
});

test('nobody waits longer than 10 s, nor begins after that', async () => {
  const release = world.hold();
  const late = world.ask('a', 1);
  const outcome = late.then(() => 'answered', (error: unknown) => error);
  await world.clock.advance(10_000);
  expect(await outcome).toMatchObject({ status: 503, code: 'runner-unavailable' });
  release();
  await settled();

  expect(await world.ask('b', 1)).toMatchObject({ kind: 'begin' });
});

test('leave that comes too late holds nobody back', async () => {
  world.holders.add('x');
  const describe = world.holdDescriptions();
  const outcome = world.ask('a', 1, { maxConcurrentRuns: 1 }).then(() => 'answered', (error: unknown) => error);
  await world.clock.advance(10_000);
  expect(await outcome).toMatchObject({ status: 503 });
  describe();
  await settled();

  expect(await world.ask('b', 1, { maxConcurrentRuns: 1 })).toMatchObject({ kind: 'begin' });
});

test('jobs do not wait for one another', async () => {
  const release = world.hold();
  const first = world.ask('a', 1);

  expect(await world.ask('a', 1, { job: 'weekly' })).toMatchObject({ kind: 'begin' });
  release();
  expect(await first).toMatchObject({ kind: 'begin' });
});
