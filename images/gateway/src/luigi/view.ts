import type { Access } from '../access/access';
import type { FamilyScope } from '../access/family-scope';
import { Problem } from '../problem';
import { bodyOf, familyIn, responseOf } from './answer';
import type { LuigiCall } from './call';
import { Gate } from './gate';
import { failed } from './luigid-exchange';
import { noSuchTask } from './task-problem';
import type { Luigid, UpstreamAnswer } from './upstream';
import { visibleGraph, visibleGraphFrom } from './visible-graph';
import { DEFAULT_MAX_SHOWN_TASKS, visibleTaskList, visibleTaskSearch } from './visible-tasks';
import { firstTasksOf, visibleResources, visibleWorkers } from './visible-workers';

const LOOK_UPS_AT_ONCE = 4;

/** What a caller gets, and why: for the record. */
export interface ViewAnswer {
  readonly answer: UpstreamAnswer;
  /** The mapping that grants it: for one task, the one that grants its family; else the first by name that grants any view. */
  readonly mapping: string | null;
  /** Of the task that was asked about; undefined where the call is about many, or the answer was not read. */
  readonly family?: string;
}

/**
 * Answers a view call with what the caller may see of luigid's answer. Whoever sees everything gets luigid's own bytes.
 * Those who ask the same at the same moment with the same scope share one answer.
 *
 * @throws Problem 403 `not-granted` without any leave to view; 404 `no-such-task` for a task that is unknown or out of view (the same
 * in both cases); and what luigid throws
 */
export async function answerView(call: LuigiCall, access: Access, luigid: Luigid): Promise<ViewAnswer> {
  const { method, args } = call;
  if (method.kind !== 'view') throw new TypeError('not a view call');
  const scope = access.view;
  if (scope.isNone) throw new Problem(403, 'not-granted', 'no access mapping lets you view any task; ask whoever keeps the mappings for a view grant');
  if (scope.isAll) return { answer: await luigid.call(method.name, args), mapping: access.grantedBy('view', '*') ?? null };
  if (ONE_TASK.has(method.name)) return answerForTask(call, access, luigid);
  return { answer: await cutAnswer(call, scope, luigid), mapping: firstViewMapping(access) };
}

/** Calls that tell of one task and nothing else. */
const ONE_TASK: ReadonlySet<string> = new Set([
  'fetch_error', 'get_task_status_message', 'get_task_progress_percentage', 'get_running_task_resources',
]);

async function answerForTask({ method, args }: LuigiCall, access: Access, luigid: Luigid): Promise<ViewAnswer> {
  // fetch_error is also what tells the family: the first call may be all there is
  const told = await luigid.call('fetch_error', { task_id: args.task_id });
  const family = familyIn(responseOf(told.body));
  if (family === undefined || !access.view.includes(family)) throw noSuchTask();
  const answer = method.name === 'fetch_error' ? told : await luigid.call(method.name, args);
  return { answer, mapping: access.grantedBy('view', family) ?? null, family };
}

/** luigid's answer about many tasks, cut to the scope. */
async function cutAnswer({ method, args }: LuigiCall, scope: FamilyScope, luigid: Luigid): Promise<UpstreamAnswer> {
  switch (method.name) {
    case 'has_task_history':
    case 'is_pause_enabled':
    case 'is_paused':
      return luigid.call(method.name, args);
    case 'task_list': {
      const limit = limitOf(args);
      const whole = await luigid.call('task_list', { ...withoutLimit(args), limit: false });
      return cut(whole, `${limit} ${scope.key}`, (bytes) => oneAtATime.pass(() => visibleTaskList(bytes, scope, limit)));
    }
    case 'task_search':
      return cut(await luigid.call('task_search', args), scope.key, (bytes) => oneAtATime.pass(() => visibleTaskSearch(bytes, scope)));
    case 'graph':
      return cut(await luigid.call('graph', args), scope.key, (bytes) => oneAtATime.pass(() => visibleGraph(bytes, scope)));
    case 'dep_graph':
    case 'inverse_dep_graph':
      return cut(await luigid.call(method.name, args), scope.key,
        (bytes) => oneAtATime.pass(() => visibleGraphFrom(args.task_id as string, bytes, scope)));
    case 'worker_list': {
      const whole = await luigid.call('worker_list', { ...args, include_running: true });
      const includeRunning = args.include_running !== false;
      return cut(whole, `${includeRunning} ${scope.key}`, async (bytes) => {
        const workers = responseOf(bytes);
        return bodyOf(visibleWorkers(workers, scope, await visibleAmong(firstTasksOf(workers), scope, luigid), includeRunning));
      });
    }
    case 'resource_list':
      return cut(await luigid.call('resource_list', args), scope.key, (bytes) => Promise.resolve(bodyOf(visibleResources(responseOf(bytes), scope))));
    default:
      // A view call that is new in the catalogue: nobody has said yet what part of it is whose
      throw new Problem(403, 'not-granted', 'only callers who may view everything may ask this; ask whoever keeps the mappings for view on *');
  }
}

function firstViewMapping(access: Access): string | null {
  const names = access.view.patterns.map((pattern) => access.grantedBy('view', pattern)).filter((name) => name !== undefined);
  return names.sort()[0] ?? null;
}

/** The most tasks that task_list shows, by the caller's arguments; undefined where the caller wants no limit. */
function limitOf(args: LuigiCall['args']): number | undefined {
  if (args.limit === false) return undefined;
  // As luigid: 0 and null stand for the default
  return (args.max_shown_tasks as number | null | undefined) || DEFAULT_MAX_SHOWN_TASKS;
}

function withoutLimit(args: LuigiCall['args']): Record<string, unknown> {
  const { max_shown_tasks: _, ...others } = args;
  return others;
}

async function visibleAmong(taskIds: readonly string[], scope: FamilyScope, luigid: Luigid): Promise<ReadonlySet<string>> {
  const visible = new Set<string>();
  // A few at a time: one viewer's worker list must not fill the line of calls
  for (let from = 0; from < taskIds.length; from += LOOK_UPS_AT_ONCE) {
    await Promise.all(taskIds.slice(from, from + LOOK_UPS_AT_ONCE).map(async (id) => {
      const family = await luigid.familyOf(id);
      if (family !== undefined && scope.includes(family)) visible.add(id);
    }));
  }
  return visible;
}

/** Cutting megabytes for several scopes side by side takes as long, and more memory, than one after the other. */
const oneAtATime = new Gate({ atOnce: 1, waiting: 256, patienceMs: 30_000 });

/** What was cut from an answer, by what it was cut to. Callers in flight share luigid's answer (Luigid.call), hence also this. */
const cuttings = new WeakMap<UpstreamAnswer, Map<string, Promise<UpstreamAnswer>>>();

function cut(whole: UpstreamAnswer, key: string, filter: (bytes: Buffer) => Promise<Buffer>): Promise<UpstreamAnswer> {
  let known = cuttings.get(whole);
  if (!known) cuttings.set(whole, known = new Map<string, Promise<UpstreamAnswer>>());
  let cutting = known.get(key);
  if (!cutting) {
    cutting = filter(whole.body).then((body) => ({ ...whole, body }), (error: unknown) => {
      throw error instanceof SyntaxError ? failed('the scheduler\'s answer could not be read', error) : error;
    });
    known.set(key, cutting);
  }
  return cutting;
}
