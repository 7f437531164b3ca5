import type { RunTask } from './run-tasks';

/** Tasks that no other one of them waits for, in their order: what the run was asked to make. */
export function rootsOf<T extends Pick<RunTask, 'id' | 'dependsOn'>>(tasks: readonly T[]): readonly T[] {
  const waitedFor = new Set(tasks.flatMap(({ id, dependsOn }) => dependsOn.filter((dependency) => dependency !== id)));
  return tasks.filter(({ id }) => !waitedFor.has(id));
}

/**
 * Where Luigi's visualiser shows the run's tasks as a graph, from the first of its roots: a path of this service, or undefined as long
 * as no task is known.
 * @see processHashChange in luigi/static/visualiser/js/visualiserApp.js, Luigi 3.8.1
 */
export function visualiserLink(tasks: readonly Pick<RunTask, 'id' | 'dependsOn'>[]): string | undefined {
  const root = rootsOf(tasks)[0] ?? tasks[0];
  return root === undefined ? undefined : `/static/visualiser/index.html#tab=graph&taskId=${encodeURIComponent(root.id)}`;
}
