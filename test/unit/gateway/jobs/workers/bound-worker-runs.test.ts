import type { Caller } from '../../../../../images/gateway/src/identity/caller';
import type { Run, RunState } from '../../../../../images/gateway/src/jobs/runs/run';
import { BoundWorkerRuns } from '../../../../../images/gateway/src/jobs/workers/bound-worker-runs';
import { RunsGoingOn } from '../../../../../images/gateway/src/jobs/workers/runs-going-on';
import { Problem } from '../../../../../images/gateway/src/problem';
import { jobsOf } from '../../identity/role/scene';

const DAILY = 'arn:aws:iam::111122223333:role/Daily';
const SHARED = 'arn:aws:iam::111122223333:role/Shared';
const REFUSED = '403 worker-not-of-run';

/** A runner that tells what it is told to, of runs by `job:run`. */
class ScriptedRunner {
  readonly runs_ = new Map<string, { readonly state: RunState; readonly endedAt?: string }>();
  asked = 0;
  down = false;

  async run(job: string, id: string): Promise<Run> {
    this.ask();
    const run = this.runs_.get(`${job}:${id}`);
    if (run === undefined) throw new Problem(404, 'no-such-run', 'there is no such run');
    return aRun(job, id, run);
  }

  async runs(job: string): Promise<{ readonly items: readonly Run[] }> {
    this.ask();
    return { items: [...this.runs_].filter(([key]) => key.startsWith(`${job}:`)).map(([key, run]) => aRun(job, key.split(':')[1] ?? '', run)) };
  }

  private ask(): void {
    this.asked += 1;
    if (this.down) throw new Problem(503, 'runner-unavailable', 'it can not be asked');
  }
}

function aRun(job: string, id: string, run: { readonly state: RunState; readonly endedAt?: string }): Run {
  return { id, job, parameters: {}, requestedBy: 'user:ada', startedAt: '2026-11-23T10:00:00.000Z', ...run };
}

let now: number;
let runner: ScriptedRunner;
let workerRuns: BoundWorkerRuns;
const believed = { runOf: jest.fn() };

beforeEach(() => {
  now = Date.parse('2026-11-23T12:00:00Z');
  runner = new ScriptedRunner();
  runner.runs_.set('daily:r1', { state: 'running' }).set('daily:r2', { state: 'starting' }).set('weekly:w1', { state: 'running' })
    .set('other:o1', { state: 'running' }).set('daily:ended', { state: 'failed', endedAt: '2026-11-23T11:00:00.000Z' });
  believed.runOf.mockReset().mockResolvedValue(undefined);
  workerRuns = new BoundWorkerRuns({
    catalogue: { jobs: jobsOf({ daily: DAILY, weekly: SHARED, monthly: SHARED, other: 'arn:aws:iam::111122223333:role/Other', none: undefined }) },
    going: new RunsGoingOn({ runner, clock: { now: () => now, monotonic: () => now } }), believed,
  });
});

function by(role = DAILY, roleSession = 'task-1'): Caller {
  return { kind: 'worker', principal: `role:${role}`, displayName: roleSession, groups: [], principals: [], session: 'role', roleSession, expiresAt: 0 };
}

async function of(worker: string | undefined, caller = by()): Promise<unknown> {
  try {
    return await workerRuns.runOf(caller, worker);
  } catch (error) {
    if (error instanceof Problem) return `${error.status} ${error.code}`;
    throw error;
  }
}

describe('a worker that signed in with its job\'s role', () => {
  test('is of the run that its id names, and so are its calls that name none', async () => {
    expect(await of('run:daily:r1')).toEqual({ job: 'daily', run: 'r1' });
    expect(await of(undefined)).toEqual({ job: 'daily', run: 'r1' });
  });

  test.each([
    ['another job\'s run', 'run:other:o1'],
    ['a run that there is not', 'run:daily:r9'],
    ['a run that has ended', 'run:daily:ended'],
    ['an id of its own', 'Worker(salt=1, host=x)'],
    ['nothing', ''],
    ['a job of no role', 'run:none:r1'],
    ['something behind the run', 'run:daily:r1:x'],
    ['a line break', 'run:daily:r1\n'],
    ['a path', 'run:daily:../r1'],
    ['a name of objects\' own', 'run:constructor:r1'],
  ])('may not say it is %s', async (_, worker) => {
    expect(await of(worker)).toBe(REFUSED);
  });

  test('has one run for good: another one of the same job is somebody else\'s', async () => {
    await of('run:daily:r1');
    expect(await of('run:daily:r2')).toBe(REFUSED);
    expect(await of('run:daily:r2', by(DAILY, 'task-2'))).toEqual({ job: 'daily', run: 'r2' });
    expect(await of('run:daily:r1')).toEqual({ job: 'daily', run: 'r1' });
  });

  test('is not taken for a session of another role that has the same name', async () => {
    expect(await of('run:daily:r1')).toEqual({ job: 'daily', run: 'r1' });
    expect(await of('run:weekly:w1', by(SHARED))).toEqual({ job: 'weekly', run: 'w1' });
    expect([await of(undefined), await of(undefined, by(SHARED))]).toEqual([{ job: 'daily', run: 'r1' }, { job: 'weekly', run: 'w1' }]);
  });

  test('has one run also where it says two at once', async () => {
    const outcomes = await Promise.all(['run:daily:r1', 'run:daily:r2'].map((worker) => of(worker)));
    expect(outcomes).toEqual([{ job: 'daily', run: 'r1' }, REFUSED]);
  });

  test('is of its run again where that is tried again in another task', async () => {
    await of('run:daily:r1');
    expect(await of('run:daily:r1', by(DAILY, 'task-of-second-try'))).toEqual({ job: 'daily', run: 'r1' });
  });

  test('may be of any job that has its role', async () => {
    expect(await of('run:weekly:w1', by(SHARED))).toEqual({ job: 'weekly', run: 'w1' });
    expect(await of('run:daily:r1', by(SHARED))).toBe(REFUSED);
  });

  test('that has not said who it is is heard where its role has a run, and is of none', async () => {
    expect(await of(undefined)).toBeUndefined();
    expect(await of(undefined, by(SHARED))).toBeUndefined();
    runner.runs_.delete('weekly:w1');
    now += 60_000;
    expect(await of(undefined, by(SHARED))).toBe(REFUSED);
    expect(await of(undefined, by('arn:aws:iam::111122223333:role/Nobody'))).toBe(REFUSED);
  });
});

describe('a run that ends', () => {
  test('is heard for two minutes, and then no more, whatever the call', async () => {
    await of('run:daily:r1');
    runner.runs_.set('daily:r1', { state: 'stopped', endedAt: new Date(now).toISOString() });
    now += 119_000;
    expect(await of('run:daily:r1')).toEqual({ job: 'daily', run: 'r1' });
    now += 16_000;
    expect(await of('run:daily:r1')).toBe(REFUSED);
    expect(await of(undefined)).toBe(REFUSED);
  });

  test('without a known end is not heard, and one that never began neither', async () => {
    runner.runs_.set('daily:r1', { state: 'succeeded' }).set('daily:r2', { state: 'refused', endedAt: new Date(now).toISOString() });
    expect(await of('run:daily:r1')).toBe(REFUSED);
    expect(await of('run:daily:r2')).toBe(REFUSED);
  });

  test('is heard again when it is redriven', async () => {
    expect(await of('run:daily:ended')).toBe(REFUSED);
    runner.runs_.set('daily:ended', { state: 'running' });
    now += 2_000;
    expect(await of('run:daily:ended')).toEqual({ job: 'daily', run: 'ended' });
  });
});

describe('the runner', () => {
  test('is asked every 15 seconds, however many calls there are', async () => {
    for (let call = 0; call < 300; call += 1, now += 100) await of('run:daily:r1');
    expect(runner.asked).toBe(2);
  });

  test('that can\'t be asked is no reason to refuse a run that went on a quarter of an hour ago', async () => {
    await of('run:daily:r1');
    runner.down = true;
    now += 899_000;
    expect(await of('run:daily:r1')).toEqual({ job: 'daily', run: 'r1' });
    now += 1_000;
    expect(await of('run:daily:r1')).toBe('503 runner-unavailable');
  });

  test('that can\'t be asked is asked every two seconds: its silence keeps no call waiting that could be answered', async () => {
    await of('run:daily:r1');
    runner.down = true;
    now += 15_000;
    for (let call = 0; call < 30; call += 1, now += 100) {
      expect(await of('run:daily:r1')).toEqual({ job: 'daily', run: 'r1' });
      expect(await of('run:daily:r2', by(DAILY, 'task-2'))).toBe('503 runner-unavailable');
    }
    expect(runner.asked).toBe(1 + 2 * 2);
    runner.down = false;
    now += 2_000;
    expect(await of('run:daily:r2', by(DAILY, 'task-2'))).toEqual({ job: 'daily', run: 'r2' });
  });

  test('that can\'t be asked makes who is not known wait', async () => {
    runner.down = true;
    expect(await of('run:daily:r1')).toBe('503 runner-unavailable');
    expect(await of(undefined)).toBe('503 runner-unavailable');
  });
});

test('a worker with a credential is judged by what holds for those', async () => {
  const basic: Caller = { ...by(), session: 'basic', principal: 'worker:etl' };
  believed.runOf.mockResolvedValue({ job: 'daily', run: 'r1' });

  expect(await of('run:daily:r1', basic)).toEqual({ job: 'daily', run: 'r1' });
  expect(believed.runOf).toHaveBeenCalledWith(basic, 'run:daily:r1');
  expect(runner.asked).toBe(0);
});
