import type { FamilyScope } from '../../access/family-scope';
import { Problem } from '../../problem';
import { bodyOf } from '../client/answer';
import { Collage } from './collage';
import { membersOf, parseSlice, responseIn } from './json-bytes';
import { TaskIndex } from './task-index';

/** luigid's own default for [scheduler] max_shown_tasks. */
export const DEFAULT_MAX_SHOWN_TASKS = 100_000;

/** The only member of luigid's answer where it has more tasks than it shows, instead of them. No id of a task has a number for its task. */
const INSTEAD = 'num_tasks';

/**
 * luigid's answer to task_list with its default limit, cut to the tasks that the scope holds.
 * @throws Problem 422 `too-many-tasks` where luigid told only how many it has: what of them is whose is not known
 */
export async function visibleTaskList(answer: Buffer, scope: FamilyScope): Promise<Buffer> {
  const index = await indexOf(answer);
  const collage = new Collage(answer);
  collage.text('{"response": ');
  index.copyVisible(scope, collage);
  collage.text('}');
  return collage.toBuffer();
}

/**
 * How many tasks visibleTaskList shows of the answer.
 * @throws as visibleTaskList does
 */
export async function countOfVisible(answer: Buffer, scope: FamilyScope): Promise<number> {
  return (await indexOf(answer)).countVisible(scope);
}

/** How many tasks luigid's answer to task_list shows: none where it tells only how many there are. */
export async function countOfAll(answer: Buffer): Promise<number> {
  const at = responseIn(answer);
  return isOnlyTheirNumber(answer, at) ? 0 : (await TaskIndex.of(answer, at)).total;
}

/** An answer to task_list that has more tasks than were asked for: their number, as luigid's is. */
export function onlyTheirNumber(count: number): Buffer {
  return bodyOf({ [INSTEAD]: count });
}

/** luigid's answer to task_search (tasks by status), cut to the tasks that the scope holds. A status without any is left out. */
export async function visibleTaskSearch(answer: Buffer, scope: FamilyScope): Promise<Buffer> {
  const found: string[] = [];
  for (const status of membersOf(answer, responseIn(answer))) {
    const collage = new Collage(answer);
    const count = (await TaskIndex.of(answer, status.valueStart)).copyVisible(scope, collage);
    if (count > 0) found.push(`${JSON.stringify(status.name)}: ${collage.toBuffer().toString('utf8')}`);
  }
  return Buffer.from(`{"response": {${found.join(', ')}}}`);
}

/** The tasks of an answer to task_list. */
function indexOf(answer: Buffer): Promise<TaskIndex> {
  const at = responseIn(answer);
  if (isOnlyTheirNumber(answer, at)) throw tooManyTasks();
  return TaskIndex.of(answer, at);
}

function isOnlyTheirNumber(answer: Buffer, at: number): boolean {
  const [first] = membersOf(answer, at);
  return first?.name === INSTEAD && typeof parseSlice(answer, first.valueStart, first.end) === 'number';
}

function tooManyTasks(): Problem {
  return new Problem(422, 'too-many-tasks',
    `the scheduler has more than ${DEFAULT_MAX_SHOWN_TASKS} tasks of what you ask for; ask for less, such as one status or a search`);
}
