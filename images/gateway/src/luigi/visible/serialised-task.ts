import type { FamilyScope } from '../../access/family-scope';

/** A task as luigid tells of it in lists and graphs. Only what is looked at is typed. */
export type SerialisedTask = Readonly<Record<string, unknown>>;

/**
 * What luigid 3.8.1 tells of a task itself. Anything that another release tells besides is kept from callers who do not see all,
 * until someone has looked at what it gives away. `deps` name other tasks, and are dealt with where they occur.
 * @see luigi/scheduler.py, Scheduler._serialize_task
 */
const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'display_name', 'status', 'workers', 'worker_running', 'time_running', 'start_time', 'last_updated', 'params', 'name', 'priority',
  'resources', 'resources_running', 'tracking_url', 'status_message', 'progress_percentage', 're_enable_able', 'accepts_messages',
]);

/**
 * The family of the task, by which it is seen or not; undefined where it is nobody's. The family is luigid's word: of a task that luigid
 * does not know (a dependency that was never announced, or is forgotten) it has only a guess from the id, and says so by its start time.
 */
export function familyOfTask(task: unknown): string | undefined {
  if (typeof task !== 'object' || task === null) return undefined;
  const { name, start_time: startTime } = task as SerialisedTask;
  return typeof name === 'string' && name !== '' && startTime !== 'UNKNOWN' ? name : undefined;
}

/** Whether the caller may see the task. */
export function isVisible(task: unknown, scope: FamilyScope): task is SerialisedTask {
  const family = familyOfTask(task);
  return family !== undefined && scope.includes(family);
}

/** Whether the task holds nothing but its own affairs, so that it can be passed on as it is. */
export function hasOnlyOwnMembers(task: SerialisedTask): boolean {
  return Object.keys(task).every((member) => OWN_MEMBERS.has(member));
}

/** The task without anything that is not its own affair. */
export function ownMembers(task: SerialisedTask): SerialisedTask {
  return Object.fromEntries(Object.entries(task).filter(([member]) => OWN_MEMBERS.has(member)));
}

/** Of a map from id to task, those that the caller may see. */
export function visibleTasks(tasks: unknown, scope: FamilyScope): Record<string, SerialisedTask> {
  if (typeof tasks !== 'object' || tasks === null) return {};
  return Object.fromEntries(Object.entries(tasks)
    .filter((entry): entry is [string, SerialisedTask] => isVisible(entry[1], scope))
    .map(([id, task]) => [id, ownMembers(task)]));
}
