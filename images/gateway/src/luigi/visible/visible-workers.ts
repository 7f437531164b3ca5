import type { FamilyScope } from '../../access/family-scope';
import { visibleTasks } from './serialised-task';

/**
 * What a caller who does not see everything is told of a worker. Its name is among it, although it holds host, user and process id:
 * tasks in the caller's view name their workers anyway. What else a worker says of itself (host, username, ...) is not.
 */
const WORKER_MEMBERS = ['name', 'last_active', 'started', 'state', 'workers'] as const;

/**
 * The workers that run a task which the scope holds, or began with one.
 *
 * What luigid counts over all tasks (pending ones, unread messages) can't be told apart by family from here, and is shown as 0.
 *
 * @param workers luigid's worker_list, with what they run
 * @param firstVisible of the tasks that workers began with, those in the scope
 * @param includeRunning as asked for
 */
export function visibleWorkers(workers: unknown, scope: FamilyScope, firstVisible: ReadonlySet<string>, includeRunning: boolean): unknown[] {
  const shown: unknown[] = [];
  for (const worker of asRecords(workers)) {
    const running = visibleTasks(worker.running, scope);
    const first = typeof worker.first_task === 'string' && firstVisible.has(worker.first_task);
    if (!first && Object.keys(running).length === 0) continue;
    shown.push({
      ...Object.fromEntries(WORKER_MEMBERS.filter((member) => member in worker).map((member) => [member, worker[member]])),
      first_task: first ? worker.first_task : '',
      first_task_display_name: first ? worker.first_task_display_name : '',
      num_unread_rpc_messages: 0,
      ...(includeRunning ? { num_running: Object.keys(running).length, num_pending: 0, num_uniques: 0, running } : {}),
    });
  }
  return shown;
}

/** The tasks that workers began with, each once. */
export function firstTasksOf(workers: unknown): string[] {
  return [...new Set(asRecords(workers).map((worker) => worker.first_task)
    .filter((id): id is string => typeof id === 'string' && id !== ''))];
}

/**
 * The scheduler's resources with the running tasks that the scope holds. The resources themselves, their totals and how much of each
 * is used belong to the scheduler, and are shown to whoever may see any task.
 */
export function visibleResources(resources: unknown, scope: FamilyScope): unknown[] {
  return asRecords(resources).map((resource) => {
    const { name, num_total, num_used } = resource;
    const running = visibleTasks(resource.running, scope);
    return { name, num_total, num_used, num_consumer: Object.keys(running).length, running };
  });
}

function asRecords(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null) : [];
}
