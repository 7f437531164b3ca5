import type { FamilyScope } from '../access/family-scope';
import { unhurriedly } from './breathe';
import { Collage } from './collage';
import { membersOf, parseSlice, responseIn, type Member } from './json-bytes';
import { hasOnlyOwnMembers, isVisible, ownMembers } from './serialised-task';

/** luigid's own default for [scheduler] max_shown_tasks. */
export const DEFAULT_MAX_SHOWN_TASKS = 100_000;

/**
 * luigid's answer to task_list without a limit, cut to the tasks that the scope holds.
 * @param limit most tasks shown; where there are more, the answer is their number, as luigid's is. Undefined: no limit
 */
export async function visibleTaskList(answer: Buffer, scope: FamilyScope, limit: number | undefined): Promise<Buffer> {
  const collage = new Collage(answer);
  collage.text('{"response": ');
  const count = await copyVisible(answer, responseIn(answer), scope, collage);
  if (limit !== undefined && count > limit) return Buffer.from(JSON.stringify({ response: { num_tasks: count } }));
  collage.text('}');
  return collage.toBuffer();
}

/** luigid's answer to task_search (tasks by status), cut to the tasks that the scope holds. A status without any is left out. */
export async function visibleTaskSearch(answer: Buffer, scope: FamilyScope): Promise<Buffer> {
  const found: string[] = [];
  for (const status of membersOf(answer, responseIn(answer))) {
    const collage = new Collage(answer);
    const count = await copyVisible(answer, status.valueStart, scope, collage);
    if (count > 0) found.push(`${JSON.stringify(status.name)}: ${collage.toBuffer().toString('utf8')}`);
  }
  return Buffer.from(`{"response": {${found.join(', ')}}}`);
}

/** Copies the object at `at` with only the visible tasks; answers how many. */
async function copyVisible(answer: Buffer, at: number, scope: FamilyScope, collage: Collage): Promise<number> {
  let count = 0;
  collage.text('{');
  for await (const member of unhurriedly(membersOf(answer, at))) {
    const task = parsed(answer, member);
    if (!isVisible(task, scope)) continue;
    if (count++ > 0) collage.text(', ');
    if (hasOnlyOwnMembers(task)) {
      collage.copy(member.start, member.end);
    } else {
      collage.copy(member.start, member.valueStart);
      collage.text(JSON.stringify(ownMembers(task)));
    }
  }
  collage.text('}');
  return count;
}

/** Python writes NaN and Infinity, which are not JSON: a task that holds one is shown to nobody who does not see all. */
function parsed(answer: Buffer, member: Member): unknown {
  try {
    return parseSlice(answer, member.valueStart, member.end);
  } catch {
    return undefined;
  }
}
