import type { Access } from '../../access/access';
import type { RunTask } from './run-tasks';

/** What stands in the place of a task's family outside the caller's view, as in Luigi's own graph. */
export const RESTRICTED = 'restricted';

/**
 * A run's tasks as far as the caller may view their families. Of others there is the state, and where they stand: no name, no id.
 * The names for the unnamed are made of the order in which tasks were told of.
 */
export function visibleRunTasks(tasks: readonly RunTask[], access: Pick<Access, 'grantedBy'>): readonly RunTask[] {
  const taken = new Set(tasks.map(({ id }) => id));
  const ids = new Map<string, string>();
  let count = 0;
  for (const { id, family } of tasks) {
    if (access.grantedBy('view', family) !== undefined) continue;
    let name: string;
    do name = `${RESTRICTED}-${++count}`; while (taken.has(name));
    ids.set(id, name);
  }
  return tasks.map((task): RunTask => ({
    ...task,
    ...(ids.has(task.id) ? { id: ids.get(task.id) as string, family: RESTRICTED } : {}),
    // Of a task that was never told of itself, nobody knows the family
    dependsOn: task.dependsOn.filter((id) => taken.has(id)).map((id) => ids.get(id) ?? id),
  }));
}
