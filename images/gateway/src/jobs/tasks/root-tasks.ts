import type { RunTask } from './run-tasks';

/** Tasks that no other one of them waits for, in their order: what the run was asked to make. */
export function rootsOf<T extends Pick<RunTask, 'id' | 'dependsOn'>>(tasks: readonly T[]): readonly T[] {
  const waitedFor = new Set(tasks.flatMap(({ id, dependsOn }) => dependsOn.filter((dependency) => dependency !== id)));
  return tasks.filter(({ id }) => !waitedFor.has(id));
}
