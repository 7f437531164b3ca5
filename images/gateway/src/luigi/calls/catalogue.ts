import {
  anything, flag, freeText, identifier, integer, listOf, mapOf, number, oneOf, orNull, searchWords, text, workerInfo,
  type ArgumentSpec, type ArgumentType,
} from './argument';

/** `view` reads, `operate` is what people change, `worker` is what only workers do. */
export type MethodKind = 'view' | 'operate' | 'worker';

/** What a call is about, hence what grant it needs. */
export type CallTarget =
  /** One task, named by the argument. */
  | { readonly on: 'task'; readonly argument: string }
  /** The scheduler as a whole: needs leave on everything. */
  | { readonly on: 'scheduler' }
  /** Many tasks: the answer is cut to those that the caller may see. */
  | { readonly on: 'tasks' }
  /** Nothing that belongs to a task. */
  | { readonly on: 'none' };

/** One RPC method of luigid, as this gateway lets it be called. */
export interface MethodSpec {
  readonly name: string;
  readonly kind: MethodKind;
  /** Alters the scheduler's state in a way worth waiting for a record. */
  readonly change: boolean;
  /** Costs luigid time and both sides memory in proportion to the number of tasks. */
  readonly heavy: boolean;
  readonly about: CallTarget;
  readonly args: Readonly<Record<string, ArgumentSpec>>;
  /** Type of the arguments beyond `args`, where luigid's method takes any (`**kwargs`); undefined where it does not. */
  readonly rest?: ArgumentType;
}

/** @see luigi/task_status.py in luigi 3.8.1 */
const STATUSES = ['PENDING', 'FAILED', 'DONE', 'RUNNING', 'BATCH_RUNNING', 'SUSPENDED', 'UNKNOWN', 'DISABLED'] as const;
const UPSTREAM_STATUSES = ['UPSTREAM_RUNNING', 'UPSTREAM_MISSING_INPUT', 'UPSTREAM_FAILED', 'UPSTREAM_DISABLED'] as const;
const RETRY_POLICY = ['retry_count', 'disable_hard_timeout', 'disable_window'] as const;

const must = (type: ArgumentType): ArgumentSpec => ({ type, required: true });
const may = (type: ArgumentType): ArgumentSpec => ({ type, required: false });
const task = { on: 'task', argument: 'task_id' } as const;
const tasks = { on: 'tasks' } as const;
const scheduler = { on: 'scheduler' } as const;
const none = { on: 'none' } as const;
const taskId = { task_id: must(identifier) };
const worker = { worker: must(identifier) };
const names = listOf(identifier);

type Details = Partial<Pick<MethodSpec, 'heavy' | 'args' | 'rest' | 'change'>>;

function method(kind: MethodKind, name: string, about: CallTarget, details: Details = {}): MethodSpec {
  return { name, kind, about, change: kind !== 'view', heavy: false, args: {}, ...details };
}
const view = (name: string, about: CallTarget, details?: Details): MethodSpec => method('view', name, about, details);
const operate = (name: string, about: CallTarget, args: MethodSpec['args']): MethodSpec => method('operate', name, about, { args });
const work = (name: string, about: CallTarget, details?: Details): MethodSpec => method('worker', name, about, details);

const METHODS: readonly MethodSpec[] = [
  view('has_task_history', none),
  view('is_pause_enabled', none),
  view('is_paused', none),
  view('graph', tasks, { heavy: true, rest: anything }),
  view('dep_graph', task, { heavy: true, args: { ...taskId, include_done: may(flag) }, rest: anything }),
  view('inverse_dep_graph', task, { heavy: true, args: { ...taskId, include_done: may(flag) }, rest: anything }),
  view('task_list', tasks, {
    heavy: true,
    // Only statuses that exist: luigid makes an entry of every other one it is asked for, and keeps it
    args: {
      status: may(oneOf('', ...STATUSES)), upstream_status: may(oneOf('', ...UPSTREAM_STATUSES)), limit: may(flag),
      search: may(orNull(searchWords)), max_shown_tasks: may(orNull(integer(0))),
    },
    rest: anything,
  }),
  view('worker_list', tasks, { heavy: true, args: { include_running: may(flag) }, rest: anything }),
  view('resource_list', tasks, { heavy: true }),
  view('task_search', tasks, { heavy: true, args: { task_str: must(text) }, rest: anything }),
  view('fetch_error', task, { args: taskId, rest: anything }),
  view('get_task_status_message', task, { args: taskId }),
  view('get_task_progress_percentage', task, { args: taskId }),
  view('get_running_task_resources', task, { args: taskId }),

  operate('forgive_failures', task, taskId),
  operate('mark_as_done', task, taskId),
  operate('re_enable_task', task, taskId),
  operate('send_scheduler_message', { on: 'task', argument: 'task' }, { ...worker, task: must(identifier), content: must(text) }),
  // It takes the message away from whoever asks next
  operate('get_scheduler_message_response', task, { ...taskId, message_id: must(identifier) }),
  operate('disable_worker', scheduler, worker),
  operate('set_worker_processes', scheduler, { ...worker, n: must(integer(1)) }),
  operate('pause', scheduler, {}),
  operate('unpause', scheduler, {}),
  operate('update_resource', scheduler, { resource: must(identifier), amount: must(integer(0)) }),

  work('add_task', task, {
    args: {
      ...taskId, ...worker,
      status: may(oneOf(...STATUSES)), runnable: may(orNull(flag)), deps: may(orNull(names)), new_deps: may(orNull(names)),
      expl: may(orNull(freeText)), resources: may(orNull(mapOf(number))), priority: may(number),
      // It becomes a label of luigid's metrics, which must be sound Unicode
      family: may(text),
      module: may(orNull(freeText)), params: may(orNull(mapOf(anything))), param_visibilities: may(orNull(mapOf(anything))),
      accepts_messages: may(orNull(flag)), assistant: may(orNull(flag)), tracking_url: may(orNull(freeText)), batchable: may(orNull(flag)),
      batch_id: may(orNull(identifier)), retry_policy_dict: may(orNull(mapOf(orNull(number), RETRY_POLICY))),
      owners: may(orNull(listOf(freeText))),
    },
    rest: anything,
  }),
  work('add_task_batcher', none, {
    args: { ...worker, task_family: must(identifier), batched_args: must(listOf(freeText)), max_batch_size: may(number) },
  }),
  work('add_worker', none, { args: { ...worker, info: must(workerInfo) }, rest: anything }),
  work('announce_scheduling_failure', none, {
    args: {
      // luigid reads worker from its **kwargs
      ...worker, task_name: must(freeText), family: must(freeText), params: must(mapOf(anything)),
      expl: must(orNull(freeText)), owners: must(orNull(listOf(freeText))),
    },
    rest: anything,
  }),
  work('get_work', none, {
    args: { ...worker, host: may(orNull(freeText)), assistant: may(orNull(flag)), current_tasks: may(orNull(names)) },
    rest: anything,
  }),
  // luigid reads worker from its **kwargs
  work('ping', none, { change: false, args: worker, rest: anything }),
  work('count_pending', none, { change: false, args: worker }),
  work('set_task_status_message', task, { args: { ...taskId, status_message: must(orNull(freeText)) } }),
  work('set_task_progress_percentage', task, { args: { ...taskId, progress_percentage: must(orNull(number)) } }),
  work('decrease_running_task_resources', task, { args: { ...taskId, decrease_resources: must(mapOf(number)) } }),
  work('add_scheduler_message_response', task, { args: { ...taskId, message_id: must(identifier), response: must(anything) } }),
  work('update_resources', scheduler, { rest: integer(0) }),
  work('update_metrics_task_started', none, { args: { task: must(anything) } }),
  work('report_task_statistics', task, { args: { ...taskId, statistics: must(anything) } }),
  work('prune', scheduler),
];

/** Every RPC method of luigi 3.8.1 by name: what is not in here does not pass. */
export const CATALOGUE: ReadonlyMap<string, MethodSpec> = new Map(METHODS.map((spec) => [spec.name, spec]));
