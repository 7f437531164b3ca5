import type { Access } from '../../access/access';
import { anyGrantedBy } from '../../access/any-granted';
import type { FamilyScope } from '../../access/family-scope';
import { explainAddress } from '../../access/question';
import { Problem } from '../../problem';
import type { LuigiCall } from '../calls/call';
import { bodyOf, familyIn, responseOf } from '../client/answer';
import { failed } from '../client/luigid-exchange';
import type { Asker, Shared, SharedAnswers } from '../shared/shared-answers';
import { WHOLE, type Cut } from '../shared/shared-content';
import type { Rendering } from '../shared/shared-rendering';
import { oneAtATime } from './one-at-a-time';
import { noSuchTask } from './task-problem';
import { visibleGraph, visibleGraphFrom } from './visible-graph';
import { countOfAll, countOfVisible, DEFAULT_MAX_SHOWN_TASKS, onlyTheirNumber, visibleTaskList, visibleTaskSearch } from './visible-tasks';
import { firstTasksOf, visibleResources, visibleWorkers } from './visible-workers';

const LOOK_UPS_AT_ONCE = 4;

/** What a caller gets, and why: for the record. */
export interface ViewAnswer {
  /** What the caller may see; others who may see the same get the same. */
  readonly rendering: Rendering;
  /** Whether luigid was asked for this very call. */
  readonly asked: boolean;
  /** The mapping that grants it: for one task, the one that grants its family; else the first by name that grants any view. */
  readonly mapping: string | null;
  /** Of the task that was asked about; undefined where the call is about many, or the answer was not read. */
  readonly family?: string;
}

/**
 * Answers a view call with what the caller may see of luigid's answer. Whoever sees everything gets luigid's own bytes.
 * Those who ask the same with the same scope share one answer (SharedAnswers).
 *
 * @param asker gone as soon as the signal is aborted
 * @throws Problem 403 `not-granted` without any leave to view; 404 `no-such-task` for a task that is unknown or out of view (the same
 * in both cases); 422 `too-many-tasks` for a narrow view of more tasks than luigid tells of at once; and what luigid throws
 */
export async function answerView(call: LuigiCall, access: Access, answers: SharedAnswers, asker: Asker = {}): Promise<ViewAnswer> {
  const { method } = call;
  if (method.kind !== 'view') throw new TypeError('not a view call');
  const scope = access.view;
  if (scope.isNone) {
    throw new Problem(403, 'not-granted', 'no access mapping lets you view any task; ask whoever keeps the mappings for a view grant', { explain: explainAddress({ action: 'view' }) });
  }
  if (scope.isAll) return { ...await wholeAnswer(call, answers, asker), mapping: access.grantedBy('view', '*') ?? null };
  if (ONE_TASK.has(method.name)) return answerForTask(call, access, answers, asker);
  return { ...await cutAnswer(call, scope, answers, asker), mapping: anyGrantedBy(access, 'view') ?? null };
}

/** Calls that tell of one task and nothing else. */
const ONE_TASK: ReadonlySet<string> = new Set([
  'fetch_error', 'get_task_status_message', 'get_task_progress_percentage', 'get_running_task_resources',
]);

type Seen = Pick<ViewAnswer, 'rendering' | 'asked'>;

async function answerForTask({ method, args }: LuigiCall, access: Access, answers: SharedAnswers, asker: Asker): Promise<ViewAnswer> {
  // fetch_error is also what tells the family: the first call may be all there is
  const told = await answers.ask('fetch_error', { task_id: args.task_id }, asker);
  const family = familyIn(responseOf(told.content.answer.body));
  if (family === undefined || !access.view.includes(family)) throw noSuchTask();
  const answer = method.name === 'fetch_error' ? told : await answers.ask(method.name, args, asker);
  return { ...whole(answer), mapping: access.grantedBy('view', family) ?? null, family };
}

/** luigid's own answer; of a list that has more tasks than were asked for, their number. */
async function wholeAnswer({ method, args }: LuigiCall, answers: SharedAnswers, asker: Asker): Promise<Seen> {
  const shared = await answers.ask(method.name, askedInFull({ method, args }), asker);
  const limit = method.name === 'task_list' ? limitOf(args) : DEFAULT_MAX_SHOWN_TASKS;
  if (limit === DEFAULT_MAX_SHOWN_TASKS) return whole(shared);
  const count = await readable(countOfAll)(shared.content.answer.body);
  return count > limit ? cut(shared, 'number *', () => Promise.resolve(onlyTheirNumber(count))) : whole(shared);
}

/** luigid's answer about many tasks, cut to the scope. */
async function cutAnswer(call: LuigiCall, scope: FamilyScope, answers: SharedAnswers, asker: Asker): Promise<Seen> {
  const { method, args } = call;
  const asked = (more: Readonly<Record<string, unknown>> = args): Promise<Shared> => answers.ask(method.name, more, asker);
  switch (method.name) {
    case 'has_task_history':
    case 'is_pause_enabled':
    case 'is_paused':
      return whole(await asked());
    case 'task_list': {
      // What is hidden does not count, so the limit is for what is left
      const shared = await asked(askedInFull(call));
      const limit = limitOf(args);
      const count = limit < DEFAULT_MAX_SHOWN_TASKS ? await readable((bytes) => countOfVisible(bytes, scope))(shared.content.answer.body) : 0;
      // Every limit comes to one of two: whoever tries out thousands has no list made for each
      if (count > limit) return cut(shared, `number ${scope.key}`, () => Promise.resolve(onlyTheirNumber(count)));
      return cut(shared, `tasks ${scope.key}`, (bytes) => visibleTaskList(bytes, scope));
    }
    case 'task_search':
      return cut(await asked(), scope.key, (bytes) => visibleTaskSearch(bytes, scope));
    case 'graph':
      return cut(await asked(), scope.key, (bytes) => oneAtATime(() => visibleGraph(bytes, scope)));
    case 'dep_graph':
    case 'inverse_dep_graph':
      return cut(await asked(), scope.key, (bytes) => oneAtATime(() => visibleGraphFrom(args.task_id as string, bytes, scope)));
    case 'worker_list': {
      const includeRunning = args.include_running !== false;
      return cutAnew(await asked(askedInFull({ method, args: without(args, 'include_running') })), `${includeRunning} ${scope.key}`, async (bytes) => {
        const workers = responseOf(bytes);
        return bodyOf(visibleWorkers(workers, scope, await visibleAmong(firstTasksOf(workers), scope, answers), includeRunning));
      });
    }
    case 'resource_list':
      return cut(await asked(), scope.key, (bytes) => Promise.resolve(bodyOf(visibleResources(responseOf(bytes), scope))));
    default:
      // A view call that is new in the catalogue: nobody has said yet what part of it is whose
      throw new Problem(403, 'not-granted', 'only callers who may view everything may ask this; ask whoever keeps the mappings for view on *', { explain: explainAddress({ action: 'view', family: '*' }) });
  }
}

/** The most tasks that task_list shows, by the caller's arguments: never more than luigid shows by default. */
function limitOf(args: LuigiCall['args']): number {
  if (args.limit === false) return DEFAULT_MAX_SHOWN_TASKS;
  // As luigid: 0 and null stand for the default
  return Math.min((args.max_shown_tasks as number | null | undefined) || DEFAULT_MAX_SHOWN_TASKS, DEFAULT_MAX_SHOWN_TASKS);
}

/**
 * The arguments as luigid is asked: without what says the same as nothing, so that equal questions are one, and for as many tasks as it
 * shows by default, whatever the caller's limit: who tries out thousands asks one question.
 */
function askedInFull({ method, args }: LuigiCall): Readonly<Record<string, unknown>> {
  switch (method.name) {
    case 'task_list':
      return Object.fromEntries(Object.entries(without(args, 'limit', 'max_shown_tasks')).filter(([, value]) => value !== '' && value !== null));
    case 'worker_list':
      return args.include_running === true ? without(args, 'include_running') : args;
    default:
      return args;
  }
}

function without(args: LuigiCall['args'], ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)));
}

async function visibleAmong(taskIds: readonly string[], scope: FamilyScope, answers: SharedAnswers): Promise<ReadonlySet<string>> {
  const visible = new Set<string>();
  // A few at a time: one viewer's worker list must not fill the line of calls
  for (let from = 0; from < taskIds.length; from += LOOK_UPS_AT_ONCE) {
    await Promise.all(taskIds.slice(from, from + LOOK_UPS_AT_ONCE).map(async (id) => {
      const family = await answers.familyOf(id);
      if (family !== undefined && scope.includes(family)) visible.add(id);
    }));
  }
  return visible;
}

function whole({ content, asked }: Shared): Seen {
  return { rendering: content.rendering(WHOLE), asked };
}

function cut(shared: Shared, key: string, from: Cut['from']): Seen {
  return seen(shared, { key, repeatable: true, from: readable(from) });
}

/** As `cut`, where more than the answer goes into it: made again, it may be another. */
function cutAnew(shared: Shared, key: string, from: Cut['from']): Seen {
  return seen(shared, { key, repeatable: false, from: readable(from) });
}

function seen({ content, asked }: Shared, by: Cut): Seen {
  return { rendering: content.rendering(by), asked };
}

function readable<T>(from: (bytes: Buffer) => Promise<T>): (bytes: Buffer) => Promise<T> {
  return async (bytes) => {
    try {
      return await from(bytes);
    } catch (error) {
      throw error instanceof SyntaxError ? failed('the scheduler\'s answer could not be read', error) : error;
    }
  };
}
