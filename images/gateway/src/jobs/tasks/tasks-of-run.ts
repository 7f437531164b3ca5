import { workerOf, type RunOfJob } from '../../../../../lib/contract/run-worker';
import type { Luigid } from '../../luigi/client/upstream';
import { rootsOf } from './root-tasks';
import type { RunTask, TaskStatus } from './run-tasks';
import { taskStatusOf } from './task-status';

/** Graphs that are asked for: a run has one root, or few. */
const MAX_ROOTS = 5;

/** What luigid may say of a task after its worker has: a run's tasks end once, whatever other runs make of them later. */
const MAY_BECOME: Readonly<Record<TaskStatus, ReadonlySet<TaskStatus>>> = {
  PENDING: new Set<TaskStatus>(['RUNNING', 'DONE', 'FAILED', 'DISABLED']),
  UNKNOWN: new Set<TaskStatus>(['PENDING', 'RUNNING', 'DONE', 'FAILED', 'DISABLED']),
  RUNNING: new Set<TaskStatus>(['PENDING', 'DONE', 'FAILED', 'DISABLED']),
  FAILED: new Set<TaskStatus>(['DISABLED']),
  DONE: new Set<TaskStatus>(),
  DISABLED: new Set<TaskStatus>(),
};

/** Whether luigid may know better. */
export function isUnsettled({ status }: RunTask): boolean {
  return MAY_BECOME[status].size > 0;
}

/** Of what luigid says of a run's tasks, what its worker didn't tell of, or what has come further since. */
export function furtherOf(said: readonly RunTask[], told: readonly RunTask[]): readonly RunTask[] {
  const known = new Map(told.map((task) => [task.id, task]));
  return said.flatMap((task) => {
    const before = known.get(task.id);
    if (before === undefined) return [task];
    const status = MAY_BECOME[before.status].has(task.status) ? task.status : before.status;
    return [{ ...before, status, dependsOn: before.dependsOn.length > 0 ? before.dependsOn : task.dependsOn }];
  });
}

/**
 * Of tasks that their worker told of, those that have come further by luigid's word: another run's worker did them, or luigid gave them
 * up.
 */
export async function furtherThan(luigid: Pick<Luigid, 'ask'>, told: readonly RunTask[]): Promise<readonly RunTask[]> {
  const unsettled = new Map(told.filter(isUnsettled).map((task) => [task.id, task]));
  const further: RunTask[] = [];
  for (const { id: root } of rootsOf(told).slice(0, MAX_ROOTS)) {
    if (unsettled.size === 0) break;
    for (const [id, said] of nodesOf(await luigid.ask('dep_graph', { task_id: root }))) {
      const task = unsettled.get(id);
      unsettled.delete(id);
      if (task !== undefined && MAY_BECOME[task.status].has(said.status)) further.push({ ...task, status: said.status });
    }
  }
  return further;
}

/**
 * The tasks of a run whose worker may have told another gateway of them, as far as luigid remembers the worker, a minute after its end:
 * all that the worker is to do or does, with all that these wait for.
 */
export async function recalled(luigid: Pick<Luigid, 'ask'>, run: RunOfJob): Promise<readonly RunTask[]> {
  const worker = workerOf(run);
  const nodes = nodesOf(await luigid.ask('graph', {}));
  const found = new Map<string, RunTask>();
  for (const [id, { workers }] of nodes) if (workers.includes(worker)) visit(id);
  return [...found.values()];

  function visit(first: string): void {
    const waiting = [first];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const node = nodes.get(id);
      if (node === undefined || found.has(id)) continue;
      found.set(id, { id, family: node.family, status: node.status, dependsOn: node.dependsOn });
      waiting.push(...node.dependsOn);
    }
  }
}

interface Node extends RunTask {
  readonly workers: readonly unknown[];
}

/** Of a graph, the tasks that luigid knows itself: of others it has a guess from the id, and says so by the start time. */
function nodesOf(graph: unknown): ReadonlyMap<string, Node> {
  if (typeof graph !== 'object' || graph === null) return new Map();
  return new Map(Object.entries(graph).flatMap(([id, value]): [string, Node][] => {
    if (typeof value !== 'object' || value === null) return [];
    const { name, status, deps, workers, worker_running: running, start_time: since } = value as Record<string, unknown>;
    if (since === 'UNKNOWN' || typeof name !== 'string' || name === '') return [];
    return [[id, {
      id, family: name, status: taskStatusOf(status) ?? 'UNKNOWN', dependsOn: textsIn(deps), workers: [...textsIn(workers), running],
    }]];
  }));
}

function textsIn(values: unknown): string[] {
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}
