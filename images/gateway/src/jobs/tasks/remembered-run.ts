import type { RunTask, TaskStatus } from './run-tasks';
import { taskStatusOf } from './task-status';

/** How much of one run is remembered. */
export interface TaskBounds {
  /** Tasks past these are not remembered. */
  readonly tasks: number;
  /** Dependencies of all tasks of a run, and tasks of its batches, past these are not remembered. */
  readonly dependencies: number;
  /** Of memory for one run, roughly: what would take more is not remembered. A worker's names may be megabytes long. */
  readonly bytesOfRun: number;
}

/** What a task and an id of another one take besides their letters. */
const BYTES_OF_TASK = 250;
const BYTES_OF_STRING = 40;

/** A task that is remembered. */
interface Remembered {
  family: string;
  status: TaskStatus;
  dependsOn: readonly string[];
}

/** The Luigi tasks of one run. */
export class RememberedRun {
  private readonly byId = new Map<string, Remembered>();
  /** Ids of the tasks of a batch, by the batch's id and then by the id of the task that stands for it. */
  private readonly batches = new Map<string, readonly string[]>();
  private dependencies = 0;
  /** What it takes to remember it, roughly. */
  bytes = 0;

  constructor(private readonly bounds: TaskBounds) {}

  get isEmpty(): boolean { return this.byId.size === 0; }

  get tasks(): readonly RunTask[] {
    return [...this.byId].map(([id, task]) => ({ id, ...task }));
  }

  /** Takes in a call that luigid has answered. Calls that say nothing of tasks' states are none of its business. */
  heard(method: string, args: Readonly<Record<string, unknown>>, response: unknown): void {
    if (method === 'add_task') this.added(args);
    else if (method === 'get_work') this.handedOut(response);
  }

  /** Takes in what luigid knows of tasks. */
  known(tasks: readonly RunTask[]): void {
    for (const { id, ...task } of tasks) this.set(id, task);
  }

  private added(args: Readonly<Record<string, unknown>>): void {
    const { task_id: id, family, deps, new_deps: newDeps, batch_id: batch } = args;
    if (typeof id !== 'string') return;
    const before = this.byId.get(id)?.dependsOn ?? [];
    const announced = Array.isArray(deps) ? namesIn(deps) : before;
    const dependsOn = Array.isArray(newDeps) && newDeps.length > 0 ? [...new Set([...announced, ...namesIn(newDeps)])] : announced;
    const status = taskStatusOf(args.status ?? 'PENDING') ?? 'UNKNOWN';
    this.set(id, { family: typeof family === 'string' ? family : '', status, dependsOn });
    if (typeof batch === 'string' && this.batches.has(batch)) this.remember(id, this.batches.get(batch) ?? []);
    // What became of a batch became of its tasks
    else if (status !== 'RUNNING') for (const one of this.batches.get(id) ?? []) this.mark(one, status);
  }

  private handedOut(response: unknown): void {
    if (typeof response !== 'object' || response === null) return;
    const { task_id: id, batch_id: batch, batch_task_ids: ids, task_family: family } = response as Record<string, unknown>;
    if (typeof id === 'string') {
      this.set(id, { family: typeof family === 'string' ? family : '', status: 'RUNNING', dependsOn: this.byId.get(id)?.dependsOn ?? [] });
    }
    if (typeof batch !== 'string' || !Array.isArray(ids)) return;
    this.remember(batch, namesIn(ids));
    for (const one of namesIn(ids)) this.mark(one, 'RUNNING');
  }

  private remember(batch: string, ids: readonly string[]): void {
    const size = sizeOf(batch, '', ids);
    if (this.batches.has(batch) || this.dependencies + ids.length > this.bounds.dependencies || this.bytes + size > this.bounds.bytesOfRun) return;
    this.dependencies += ids.length;
    this.bytes += size;
    this.batches.set(batch, ids);
  }

  private mark(id: string, status: TaskStatus): void {
    const task = this.byId.get(id);
    if (task !== undefined) task.status = status;
  }

  private set(id: string, task: Remembered): void {
    const before = this.byId.get(id);
    if (before === undefined && this.byId.size >= this.bounds.tasks) return;
    const family = task.family || before?.family || '';
    const others = this.bytes - (before === undefined ? 0 : sizeOf(id, before.family, before.dependsOn));
    let room = this.bounds.bytesOfRun - others - sizeOf(id, family, []);
    if (room < 0) return this.mark(id, task.status);
    const fewer = task.dependsOn.slice(0, this.bounds.dependencies - this.dependencies + (before?.dependsOn.length ?? 0));
    const dependsOn = fewer.filter(({ length }) => (room -= length + BYTES_OF_STRING) >= 0);
    this.bytes = others + sizeOf(id, family, dependsOn);
    this.dependencies += dependsOn.length - (before?.dependsOn.length ?? 0);
    this.byId.set(id, { family, status: task.status, dependsOn });
  }
}

function namesIn(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === 'string');
}

function sizeOf(id: string, family: string, ids: readonly string[]): number {
  return ids.reduce((sum, { length }) => sum + length + BYTES_OF_STRING, id.length + family.length + BYTES_OF_TASK);
}
