import type { FamilyScope } from '../access/family-scope';
import { Problem } from '../problem';
import { Collage } from './collage';
import { membersOf, parseSlice, responseIn } from './json-bytes';
import { TaskIndex } from './task-index';

/** luigid's own default for [scheduler] max_shown_tasks. */
export const DEFAULT_MAX_SHOWN_TASKS = 100_000;

/** The only member of luigid's answer where it has more tasks than it shows, instead of them. No id of a task has a number for its task. */
const INSTEAD = 'num_tasks';

/**
 * luigid's answer to task_list with its default limit, cut to the tasks that the scope holds.
 * @param limit most tasks shown; where there are more, the answer is their number, as luigid's is
 * @throws Problem 422 `too-many-tasks` where luigid told only how many it has: what of them is whose is not known
 */
export async function visibleTaskList(answer: Buffer, scope: FamilyScope, limit: number): Promise<Buffer> {
  const at = responseIn(answer);
  if (isOnlyTheirNumber(answer, at)) throw tooManyTasks();
  const collage = new Collage(answer);
  collage.text('{"response": ');
  const count = (await TaskIndex.of(answer, at)).copyVisible(scope, collage);
  if (count > limit) return Buffer.from(JSON.stringify({ response: { num_tasks: count } }));
  collage.text('}');
  return collage.toBuffer();
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

function isOnlyTheirNumber(answer: Buffer, at: number): boolean {
  const [first] = membersOf(answer, at);
  return first?.name === INSTEAD && typeof parseSlice(answer, first.valueStart, first.end) === 'number';
}

function tooManyTasks(): Problem {
  return new Problem(422, 'too-many-tasks',
    `the scheduler has more than ${DEFAULT_MAX_SHOWN_TASKS} tasks of what you ask for; ask for less, such as one status or a search`);
}
