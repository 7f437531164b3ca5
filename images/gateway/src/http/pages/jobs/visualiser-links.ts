import { rootsOf } from '../../../jobs/tasks/root-tasks';
import type { RunTask } from '../../../jobs/tasks/run-tasks';
import { RESTRICTED } from '../../../jobs/tasks/visible-run-tasks';

/** Where the visualiser stands: lighttpd serves it. */
export const VISUALISER = '/static/visualiser/index.html';

/** A task's graph in Luigi's own pages, with what is done already. */
export function graphOf(taskId: string): string {
  return `${VISUALISER}#tab=graph&taskId=${encoded(taskId)}`;
}

/** Tasks of a family, in the list of Luigi's own pages. */
export function listOf(family: string): string {
  return `${VISUALISER}#search__search=${encoded(family)}`;
}

/** Where a run is seen in Luigi's own pages: the graph of the task that it was started for, or that task's family while it isn't known. */
export function visualiserOf(family: string, tasks: readonly RunTask[]): string {
  const root = rootsOf(tasks).find((task) => task.family === family && task.family !== RESTRICTED);
  return root === undefined ? listOf(family) : graphOf(root.id);
}

/** Text of a worker's may hold halves of characters, which no address can. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}
