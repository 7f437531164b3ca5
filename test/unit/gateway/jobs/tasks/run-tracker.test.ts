import { rootsOf } from '../../../../../images/gateway/src/jobs/tasks/root-tasks';
import { RunTracker } from '../../../../../images/gateway/src/jobs/tasks/run-tracker';

const RUN = { job: 'daily-report', run: 'a'.repeat(40) };
const OTHER = { job: 'daily-report', run: 'b'.repeat(40) };
const WORKER = `run:daily-report:${RUN.run}`;

/** A luigid that knows a graph, and counts what it is asked. */
class Graph {
  readonly asked: string[] = [];
  nodes: Record<string, object> = {};
  fails = false;

  ask(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.asked.push(`${method} ${String(args.task_id ?? '')}`.trimEnd());
    return this.fails ? Promise.reject(new Error('away')) : Promise.resolve(this.nodes);
  }
}
const node = (name: string, status: string, deps: string[] = [], workers: string[] = []) => (
  { name, status, deps, workers, worker_running: null, start_time: 1 }
);

function scene(bounds = {}) {
  const luigid = new Graph();
  const clock = { now: 1000 };
  const tracker = new RunTracker({ luigid, bounds, now: () => clock.now });
  return {
    luigid, clock, tracker,
    add: (id: string, status: string, over: object = {}, run = RUN) => {
      tracker.heard(run, 'add_task', { task_id: id, family: id.split('_')[0], status, worker: WORKER, ...over }, null);
    },
    work: (response: object, run = RUN) => tracker.heard(run, 'get_work', { worker: WORKER }, response),
    states: (run = RUN) => Object.fromEntries(tracker.of(run).map(({ id, status }) => [id, status])),
  };
};

describe('the Luigi tasks of a run', () => {
  test('are what its worker told: announced, handed out, done, failed', () => {
    const { add, work, tracker } = scene();
    add('All_1', 'PENDING', { deps: ['Report_1', 'Broken_1'] });
    add('Report_1', 'PENDING', { deps: ['Raw_1'] });
    add('Broken_1', 'PENDING', { status: undefined });
    add('Raw_1', 'DONE', { runnable: false });
    work({ task_id: 'Report_1', task_family: 'Report' });
    add('Report_1', 'DONE', { runnable: null, new_deps: [] });
    work({ task_id: 'Broken_1', task_family: 'Broken' });
    add('Broken_1', 'FAILED');
    work({ task_id: null });

    expect(tracker.of(RUN)).toEqual([
      { id: 'All_1', family: 'All', status: 'PENDING', dependsOn: ['Report_1', 'Broken_1'] },
      { id: 'Report_1', family: 'Report', status: 'DONE', dependsOn: ['Raw_1'] },
      { id: 'Broken_1', family: 'Broken', status: 'FAILED', dependsOn: [] },
      { id: 'Raw_1', family: 'Raw', status: 'DONE', dependsOn: [] },
    ]);
    expect(tracker.of(OTHER)).toEqual([]);
  });

  test('are waited for by those that yield them while they run', () => {
    const { add, tracker } = scene();
    add('Report_1', 'PENDING', { deps: ['Raw_1'] });
    add('Late_1', 'PENDING');
    add('Report_1', 'PENDING', { new_deps: ['Late_1'] });

    expect(tracker.of(RUN)[0]?.dependsOn).toEqual(['Raw_1', 'Late_1']);
  });

  test('of a batch run and end with the one that stands for them', () => {
    const { add, work, states } = scene();
    for (const id of ['Day_a', 'Day_b']) add(id, 'PENDING');
    work({ task_id: null, batch_id: 'x', batch_task_ids: ['Day_a', 'Day_b'], task_family: 'Day' });
    expect(states()).toEqual({ Day_a: 'RUNNING', Day_b: 'RUNNING' });
    add('Day_b_all', 'RUNNING', { batch_id: 'x' });
    add('Day_b_all', 'DONE');

    expect(states()).toEqual({ Day_a: 'DONE', Day_b: 'DONE', Day_b_all: 'DONE' });
  });

  test.each([[{}], [{ task_id: 7 }], [{ task_id: 'x', status: 'LAZY' }], [{ task_id: 'x', status: 'constructor', deps: 'y', family: 3 }]])('take %j for what it is', (args) => {
    const { tracker } = scene();
    tracker.heard(RUN, 'add_task', args, null);
    tracker.heard(RUN, 'get_work', {}, 'nothing');
    tracker.heard(RUN, 'get_work', {}, null);
    tracker.heard(RUN, 'ping', { task_id: 'z' }, null);

    expect(tracker.of(RUN)).toEqual('status' in args ? [{ id: 'x', family: '', status: 'UNKNOWN', dependsOn: [] }] : []);
  });
});

describe('what luigid knows better', () => {
  test('is taken from it: what another worker did, what was given up; what ended stays as it ended', async () => {
    const { add, luigid, tracker, clock } = scene();
    add('All_1', 'PENDING', { deps: ['Other_1', 'Broken_1', 'Done_1', 'Failed_1', 'Gone_1'] });
    for (const [id, status] of [['Other_1', 'PENDING'], ['Broken_1', 'FAILED'], ['Done_1', 'DONE'], ['Failed_1', 'FAILED'], ['Gone_1', 'RUNNING']] as const) add(id, status);
    luigid.nodes = {
      All_1: node('All', 'PENDING'), Other_1: node('Other', 'DONE'), Broken_1: node('Broken', 'DISABLED'), Done_1: node('Done', 'PENDING'),
      Failed_1: node('Failed', 'PENDING'), Stranger_1: node('Stranger', 'DONE'), Gone_1: { ...node('Gone', 'UNKNOWN'), start_time: 'UNKNOWN' },
    };

    await tracker.latest(RUN);
    clock.now += 2000;
    expect(Object.fromEntries((await tracker.latest(RUN)).map(({ id, status }) => [id, status]))).toEqual({
      All_1: 'PENDING', Other_1: 'DONE', Broken_1: 'DISABLED', Done_1: 'DONE', Failed_1: 'FAILED', Gone_1: 'RUNNING',
    });
    expect(luigid.asked).toEqual(['graph', 'dep_graph All_1']);
  });

  test('is asked once in two seconds by whoever looks, and not at all once every task has ended', async () => {
    const { add, luigid, tracker, clock } = scene();
    add('All_1', 'PENDING');
    await Promise.all(Array.from({ length: 20 }, () => tracker.latest(RUN)));
    expect(luigid.asked).toHaveLength(1);
    clock.now += 2000;
    await tracker.latest(RUN);
    expect(luigid.asked).toHaveLength(2);
    add('All_1', 'DONE');
    clock.now += 2000;
    await tracker.latest(RUN);
    expect(luigid.asked).toHaveLength(2);
  });

  test('is done without where luigid is away or takes its time', async () => {
    const { add, luigid, tracker, clock } = scene();
    add('All_1', 'RUNNING');
    luigid.fails = true;
    expect(await tracker.latest(RUN)).toMatchObject([{ status: 'RUNNING' }]);
    clock.now += 2000;
    luigid.ask = () => new Promise(() => undefined);
    expect(await tracker.latest(RUN)).toMatchObject([{ status: 'RUNNING' }]);
  });
});

describe('a gateway that was restarted', () => {
  test('finds a run\'s tasks in luigid by the worker\'s id, with what they wait for', async () => {
    const { luigid, tracker } = scene();
    luigid.nodes = {
      Raw_1: node('Raw', 'DONE'), Report_1: node('Report', 'RUNNING', ['Raw_1', 'Never_1'], [WORKER]), Never_1: { ...node('', 'UNKNOWN'), start_time: 'UNKNOWN' },
      Else_1: node('Else', 'PENDING', [], ['run:daily-report:other', `${WORKER}x`]),
    };

    expect(await tracker.latest(RUN)).toEqual([
      { id: 'Report_1', family: 'Report', status: 'RUNNING', dependsOn: ['Raw_1', 'Never_1'] },
      { id: 'Raw_1', family: 'Raw', status: 'DONE', dependsOn: [] },
    ]);
  });

  test('adds what luigid knows to what the worker has told since', async () => {
    const { add, luigid, tracker } = scene();
    add('Raw_1', 'DONE', { deps: null });
    add('Clean_1', 'RUNNING', { deps: undefined });
    luigid.nodes = {
      Raw_1: node('Raw', 'PENDING', ['Source_1']), Report_1: node('Report', 'PENDING', ['Raw_1', 'Clean_1'], [WORKER]), Clean_1: node('Clean', 'DONE'),
    };

    expect(await tracker.latest(RUN)).toEqual([
      { id: 'Raw_1', family: 'Raw', status: 'DONE', dependsOn: ['Source_1'] },
      { id: 'Clean_1', family: 'Clean', status: 'DONE', dependsOn: [] },
      { id: 'Report_1', family: 'Report', status: 'PENDING', dependsOn: ['Raw_1', 'Clean_1'] },
    ]);
  });

  test('asks for all of luigid\'s tasks seldom, however many runs are looked at', async () => {
    const { luigid, tracker, clock } = scene();
    for (let n = 0; n < 50; n += 1) await tracker.latest({ job: 'daily-report', run: `run${n}` });
    expect(luigid.asked).toEqual(['graph']);
    clock.now += 10_000;
    await tracker.latest(RUN);
    expect(luigid.asked).toEqual(['graph', 'graph']);
    // Once for each run
    clock.now += 10_000;
    await tracker.latest(RUN);
    expect(luigid.asked).toEqual(['graph', 'graph']);
  });
});

test('what workers have told is known without asking luigid', () => {
  const { add, luigid, states } = scene();
  add('All_1', 'PENDING');

  expect([states(), luigid.asked]).toEqual([{ All_1: 'PENDING' }, []]);
});

describe('what is remembered is bounded', () => {
  test('in runs: the one that was heard of longest ago goes', () => {
    const { add, states } = scene({ runs: 2 });
    add('a_1', 'PENDING', {}, { job: 'j', run: '1' });
    add('a_1', 'PENDING', {}, { job: 'j', run: '2' });
    add('a_1', 'DONE', {}, { job: 'j', run: '1' });
    add('a_1', 'PENDING', {}, { job: 'j', run: '3' });

    expect(['1', '2', '3'].map((run) => states({ job: 'j', run }))).toEqual([{ a_1: 'DONE' }, {}, { a_1: 'PENDING' }]);
  });

  test('in tasks and dependencies of a run; those that are known go on changing', () => {
    const { add, tracker, states } = scene({ tasks: 2, dependencies: 3 });
    add('a_1', 'PENDING', { deps: ['b_1', 'c_1'] });
    add('b_1', 'PENDING', { deps: ['c_1', 'd_1'] });
    add('c_1', 'PENDING');
    add('a_1', 'DONE');

    expect(states()).toEqual({ a_1: 'DONE', b_1: 'PENDING' });
    expect(tracker.of(RUN).map(({ dependsOn }) => dependsOn)).toEqual([['b_1', 'c_1'], ['c_1']]);
  });

  test('in bytes: many runs of long names make room', () => {
    const { add, states } = scene({ bytes: 2000 });
    for (let n = 0; n < 10; n += 1) add(`x_${'y'.repeat(200)}`, 'PENDING', {}, { job: 'j', run: `${n}` });

    expect(Array.from({ length: 10 }, (_, n) => Object.keys(states({ job: 'j', run: `${n}` })).length)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test('in bytes of one run: what is too long is left out, also of a run alone, and what is known goes on changing', () => {
    const { add, work, tracker, states } = scene({ bytesOfRun: 2000 });
    const long = 'y'.repeat(1000);
    add('a_1', 'PENDING', { deps: [`b_${long}`, `c_${long}`] });
    add(`d_${long}`, 'PENDING');
    add('e_1', 'PENDING', { family: long });
    work({ task_id: 'a_1', task_family: 'z'.repeat(5000), batch_id: 'batch', batch_task_ids: [`f_${long}`] });
    add('f_1', 'PENDING');

    expect(states()).toEqual({ a_1: 'RUNNING', f_1: 'PENDING' });
    expect(tracker.of(RUN)[0]).toEqual({ id: 'a_1', family: 'a', status: 'RUNNING', dependsOn: [`b_${long}`] });
  });

  test('and counted right, whatever is told again', () => {
    const { add, states } = scene({ bytes: 2000 });
    for (let n = 0; n < 100; n += 1) add('a_1', 'PENDING', { deps: ['b'.repeat(100 + (n % 3))] }, { job: 'j', run: `${n % 2}` });

    expect(['0', '1'].map((run) => states({ job: 'j', run }))).toEqual([{ a_1: 'PENDING' }, { a_1: 'PENDING' }]);
  });
});

describe('the roots of a run', () => {
  test('are the tasks that no other waits for; one that waits for itself is none the less', () => {
    expect(rootsOf([{ id: 'b', dependsOn: [] }, { id: 'a', dependsOn: ['b'] }, { id: 'z', dependsOn: ['z'] }]).map(({ id }) => id)).toEqual(['a', 'z']);
    expect(rootsOf([])).toEqual([]);
  });
});
