import type { FastifyInstance } from 'fastify';
import type { RunOfJob } from '../../../../../lib/contract/run-worker';
import type { RunTracker } from '../../jobs/tasks/run-tracker';
import { taskStatusOf } from '../../jobs/tasks/task-status';
import type { WorkerRuns } from '../../jobs/workers/worker-runs';
import type { LuigiCall } from '../../luigi/calls/call';
import { responseOf } from '../../luigi/client/answer';
import type { Luigid, UpstreamAnswer } from '../../luigi/client/upstream';
import { Problem } from '../../problem';
import { DATA_HEADERS } from '../answer/security-headers';
import type { Subject } from '../enforcement/deliberation';
import type { Enforcement, Hearing } from '../enforcement/enforcement';
import { callOf, methodAskedFor, sendAnswer } from './luigi-call';

/** What tells of the runs that workers are of. */
export interface WorkerParts {
  readonly workerRuns: WorkerRuns;
  readonly tasks: RunTracker;
}

/**
 * Luigi's calls for workers: their own and the viewing ones. Whoever signs in here is trusted with every task.
 * @param parts undefined where the service has no jobs, so that no worker is of a run
 */
export function addWorkerRoutes(listener: FastifyInstance, enforcement: Enforcement, luigid: Luigid, parts?: WorkerParts): void {
  const handler = enforcement.guard(async (hearing) => {
    const call = callOf(hearing);
    const { deliberation, signal } = hearing;
    if (call.method.kind === 'operate') {
      throw new Problem(403, 'people-only', 'this call is for people who operate the scheduler: workers have no need of it');
    }
    const run = await runOf(hearing, call);
    const reason = hearing.caller.session === 'role' ? 'worker-role' : 'worker-credential';
    if (!call.method.change) {
      deliberation.allow(reason, null);
      return sendAnswer(hearing, await luigid.call(call.method.name, call.args, { signal }), DATA_HEADERS);
    }
    if (call.method.name === 'add_task') deliberation.about({ taskStatus: taskStatusOf(call.args.status ?? 'PENDING') });
    await deliberation.allowChange(reason, null);
    // A worker that leaves before luigid was asked has its call undone, one that leaves later does not: both are told of in the result
    const answer = await luigid.call(call.method.name, call.args, { signal });
    const response = call.method.name === 'get_work' ? told(answer) : undefined;
    deliberation.about(handedOut(response));
    if (run !== undefined) parts?.tasks.heard(run, call.method.name, call.args, response);
    deliberation.result(answer.status);
    return sendAnswer(hearing, answer, DATA_HEADERS);
  }, methodAskedFor);
  listener.route({ method: ['GET', 'POST'], url: '/api/*', handler });

  /** The run that the worker is of; the deliberation learns it. */
  async function runOf({ caller, deliberation }: Hearing, { args }: LuigiCall): Promise<RunOfJob | undefined> {
    if (parts === undefined) {
      // Without jobs no role may sign in; who did all the same is held to a run that there is not.
      if (caller.session === 'role') throw new Problem(403, 'worker-not-of-run', 'this service has no jobs, so that no worker is a run of one');
      return undefined;
    }
    const run = await parts.workerRuns.runOf(caller, typeof args.worker === 'string' ? args.worker : undefined);
    if (run !== undefined) deliberation.about(run);
    return run;
  }
}

/** What luigid answered. What can't be read is the worker's to complain of. */
function told({ body }: UpstreamAnswer): unknown {
  try {
    return responseOf(body);
  } catch {
    return undefined;
  }
}

/** The task that an answer to get_work hands out. A batch is told of by its worker, once it has made one task of it. */
function handedOut(response: unknown): Subject {
  if (typeof response !== 'object' || response === null) return {};
  const { task_id: taskId, task_family: family } = response as Record<string, unknown>;
  if (typeof taskId !== 'string') return {};
  return { taskId, taskStatus: 'RUNNING', ...(typeof family === 'string' ? { family } : {}) };
}
