import type { RunTask } from '../../../jobs/tasks/run-tasks';

/**
 * Tasks by how many steps come before them: each stands right of all that it waits for. Tasks that wait for each other in a circle,
 * which a hostile worker may say, end where they are met again.
 */
export function taskLevels(tasks: readonly RunTask[]): readonly (readonly RunTask[])[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const waiting = new Map(tasks.map(({ id, dependsOn }) => [id, new Set(dependsOn.filter((other) => byId.has(other) && other !== id))]));
  const levels: RunTask[][] = [];
  while (waiting.size > 0) {
    let ready = [...waiting].filter(([, before]) => before.size === 0).map(([id]) => id);
    if (ready.length === 0) ready = [...waiting.keys()].slice(0, 1);
    levels.push(ready.flatMap((id) => byId.get(id) ?? []));
    for (const id of ready) waiting.delete(id);
    for (const before of waiting.values()) for (const id of ready) before.delete(id);
  }
  return levels;
}
