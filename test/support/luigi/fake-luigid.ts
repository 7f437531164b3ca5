import type { CallOptions, Luigid, UpstreamAnswer } from '../../../images/gateway/src/luigi/client/upstream';

/** A task as the fake luigid holds it. Its `marker` stands in everything that it tells of itself. */
export interface FakeTask {
  readonly id: string;
  /** Empty for a dependency that was never announced. */
  readonly family: string;
  readonly marker: string;
  readonly deps: readonly string[];
  readonly status: 'PENDING' | 'RUNNING' | 'DONE' | 'FAILED';
  readonly worker: string;
}

/** A worker of the fake luigid. */
export interface FakeWorker {
  readonly name: string;
  readonly firstTask: string;
  readonly info: Readonly<Record<string, unknown>>;
}

/** Answers view calls as luigi 3.8.1 does, from a fixed set of tasks. The e2e tests hold the real one to the same promises. */
export class FakeLuigid implements Luigid {
  readonly calls: { readonly method: string; readonly args: Readonly<Record<string, unknown>> }[] = [];
  private readonly tasks: ReadonlyMap<string, FakeTask>;

  constructor(tasks: readonly FakeTask[], private readonly workers: readonly FakeWorker[] = []) {
    this.tasks = new Map(tasks.map((task) => [task.id, task]));
  }

  call(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<UpstreamAnswer> {
    options?.onAsked?.();
    this.calls.push({ method, args });
    const body = Buffer.from(JSON.stringify({ response: this.respond(method, args) }));
    return Promise.resolve({ status: 200, contentType: 'application/json; charset=UTF-8', body });
  }

  page(): Promise<UpstreamAnswer> {
    throw new Error('no pages here');
  }

  async ask(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    return (JSON.parse((await this.call(method, args)).body.toString()) as { response: unknown }).response;
  }

  async familyOf(taskId: string): Promise<string | undefined> {
    return ((await this.ask('fetch_error', { task_id: taskId })) as { taskFamily?: string }).taskFamily || undefined;
  }

  isAlive(): Promise<boolean> { return Promise.resolve(true); }
  close(): Promise<void> { return Promise.resolve(); }

  private respond(method: string, args: Readonly<Record<string, unknown>>): unknown {
    const task = this.tasks.get(args.task_id as string);
    switch (method) {
      case 'task_list': {
        const listed = this.listed((each) => !args.status || each.status === args.status);
        const count = Object.keys(listed).length;
        return args.limit !== false && count > (Number(args.max_shown_tasks) || 100_000) ? { num_tasks: count } : listed;
      }
      case 'task_search': {
        const found: Record<string, unknown> = {};
        for (const { status } of this.tasks.values()) {
          found[status] = this.listed((each) => each.status === status && each.id.includes(args.task_str as string));
        }
        return found;
      }
      case 'graph': return Object.fromEntries([...this.tasks.keys()].flatMap((id) => Object.entries(this.walk(id, (each) => each.deps))));
      case 'dep_graph': return task ? this.walk(task.id, (each) => each.deps) : {};
      case 'inverse_dep_graph': return task ? this.walk(task.id, (each) => this.dependents(each.id)) : {};
      case 'worker_list': return this.workers.map((worker) => {
        const running = this.listed((each) => each.status === 'RUNNING' && each.worker === worker.name);
        return {
          name: worker.name, last_active: 1.5, started: 1.5, state: 'active', first_task: worker.firstTask,
          first_task_display_name: this.tasks.get(worker.firstTask)?.marker ?? worker.firstTask, num_unread_rpc_messages: 3,
          ...worker.info, num_running: Object.keys(running).length, num_pending: 7, num_uniques: 7, running,
        };
      });
      case 'resource_list': {
        const running = this.listed((each) => each.status === 'RUNNING');
        return [{ name: 'slots', num_total: 9, num_used: 2, num_consumer: Object.keys(running).length, running }];
      }
      case 'fetch_error': return task
        ? {
          taskId: task.id, error: task.marker, displayName: task.marker, taskParams: { p: task.marker }, taskModule: task.marker,
          taskFamily: task.family,
        }
        : { taskId: args.task_id, error: '' };
      case 'get_task_status_message': return { taskId: args.task_id, statusMessage: task?.marker ?? '' };
      case 'get_task_progress_percentage': return { taskId: args.task_id, progressPercentage: task ? task.marker : null };
      case 'get_running_task_resources': return { taskId: args.task_id, resources: task ? { [task.marker]: 1 } : null };
      case 'is_paused': return { paused: false };
      default: throw new Error(`the fake does not know ${method}`);
    }
  }

  private listed(which: (task: FakeTask) => boolean): Record<string, unknown> {
    return Object.fromEntries([...this.tasks.values()].filter(which).map((task) => [task.id, this.serialised(task)]));
  }

  private serialised(task: FakeTask): Record<string, unknown> {
    return {
      display_name: task.marker, status: task.status, workers: [task.worker], worker_running: task.worker, time_running: null, start_time: 1.5,
      last_updated: 1.5, params: { p: task.marker }, name: task.family, priority: 0, resources: { [task.marker]: 1 }, resources_running: null,
      tracking_url: `http://${task.marker}/`, status_message: task.marker, progress_percentage: null,
    };
  }

  private dependents(id: string): string[] {
    return [...this.tasks.values()].filter((task) => task.deps.includes(id)).map((task) => task.id);
  }

  private walk(root: string, next: (task: FakeTask) => readonly string[]): Record<string, Record<string, unknown>> {
    const nodes: Record<string, Record<string, unknown>> = {};
    const queue = [root];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (nodes[id]) continue;
      const task = this.tasks.get(id);
      if (!task?.family) {
        // luigid guesses the family from the id
        nodes[id] = {
          deps: [], status: 'UNKNOWN', workers: [], start_time: 'UNKNOWN', params: { task_id: id }, name: id.split('_')[0],
          display_name: id, priority: 0,
        };
      } else {
        nodes[id] = { ...this.serialised(task), deps: next(task) };
        queue.push(...next(task));
      }
      if (id !== root) delete nodes[id]!.display_name;
    }
    return nodes;
  }
}
