import type { Access } from '../../access/access';
import { explainAddress } from '../../access/question';
import { Problem } from '../../problem';
import { bodyOf, responseOf } from '../client/answer';
import type { Luigid, UpstreamAnswer } from '../client/upstream';
import { isVisible, ownMembers } from '../visible/serialised-task';
import { noSuchTask } from '../visible/task-problem';
import type { LuigiCall } from './call';

/** Why an operate call is allowed, and what it is about: for the record. */
export interface OperateVerdict {
  /** The mapping that grants it. */
  readonly mapping: string;
  /** Of the task, as luigid tells; undefined where the call is about the scheduler. */
  readonly family?: string;
  readonly taskId?: string;
}

/** A Problem that says why an operate call is refused, with what the record may name. */
export class OperateRefusal extends Problem {
  /** @param family of the task, where it was found out; never shown to the caller */
  constructor(problem: Problem, readonly family?: string) {
    super(problem.status, problem.code, problem.message, problem.extensions);
  }
}

/**
 * Judges an operate call. The family of the task is luigid's word, never read from the id, and asked for ahead of viewers for those who
 * may operate anything at all.
 *
 * @param signal aborted where nobody waits for the verdict any more
 * @throws OperateRefusal 403 `not-granted`; 404 `no-such-task` where the task is unknown, or the caller may neither see nor operate it
 * (the same in both cases)
 */
export async function judgeOperate(call: LuigiCall, access: Access, luigid: Luigid, signal?: AbortSignal): Promise<OperateVerdict> {
  const { method, args } = call;
  if (method.kind !== 'operate') throw new TypeError('not an operate call');
  if (method.about.on !== 'task') {
    const mapping = access.grantedBy('operate', '*');
    if (mapping === undefined) throw refusal('this changes the scheduler as a whole, which needs leave to operate *', '*');
    return { mapping };
  }
  // Says nothing of the task: it is the same for each
  if (access.operate.isNone && access.view.isNone) throw refusal('no access mapping lets you operate any task', undefined);
  const taskId = args[method.about.argument] as string;
  // Who may change nothing stands with the viewers, in line too
  const family = await luigid.familyOf(taskId, { signal, urgent: !access.operate.isNone });
  if (family === undefined) throw new OperateRefusal(noSuchTask());
  const mapping = access.grantedBy('operate', family);
  if (mapping === undefined) {
    throw access.view.includes(family) ? refusal('you may view tasks of this family, not operate them', family, family) : new OperateRefusal(noSuchTask(), family);
  }
  if (method.name === 'send_scheduler_message' && !access.operate.isAll) await checkRecipient(taskId, args.worker as string, luigid, signal);
  return { mapping, family, taskId };
}

/**
 * What the caller is told of a change: luigid's own answer, save that a task's description goes only to who may view it,
 * and its dependencies only to who may view everything.
 */
export function shapeOperateAnswer(call: LuigiCall, access: Access, answer: UpstreamAnswer): UpstreamAnswer {
  if (call.method.name !== 're_enable_task' || access.view.isAll) return answer;
  const task = responseOf(answer.body);
  return { ...answer, body: bodyOf(isVisible(task, access.view) ? { ...ownMembers(task), deps: [] } : {}) };
}

/** luigid keeps messages for any worker named, also for ones that never were: only the one that runs the task may be written to. */
async function checkRecipient(taskId: string, worker: string, luigid: Luigid, signal: AbortSignal | undefined): Promise<void> {
  const found = await luigid.ask('task_search', { task_str: taskId }, { signal, urgent: true });
  const byStatus = (typeof found === 'object' && found !== null ? found : {}) as Record<string, Record<string, { worker_running?: unknown }>>;
  if (!Object.values(byStatus).some((tasks) => Object.hasOwn(tasks, taskId) && tasks[taskId]!.worker_running === worker)) {
    throw new OperateRefusal(new Problem(409, 'not-running-there', 'the task does not run on that worker; look up where it runs, and write there'));
  }
}

/** @param asked family that it takes leave to operate: of tasks that they may see, or `*`; undefined where any would do */
function refusal(detail: string, asked: string | undefined, family?: string): OperateRefusal {
  return new OperateRefusal(new Problem(403, 'not-granted', `${detail}; ask whoever keeps the mappings for an operate grant`, {
    explain: explainAddress({ action: 'operate', ...(asked === undefined ? {} : { family: asked }) }),
  }), family);
}
