import { Connection } from './connection';
import type { Stream } from './open-loop';
import { reported } from './tasks';

/** Where workers report to. */
export interface Scheduler {
  /** On the loopback interface. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How often one worker calls, each second. */
export interface WorkerRates {
  /** Stock workers ping each second. */
  readonly ping: number;
  readonly getWork: number;
  readonly addTask: number;
}

/** At most so many connections a worker: the thread that pings has one, the one that works another; a call that is late uses a third. */
const CONNECTIONS_EACH = 3;
/** A worker goes through so many tasks, again and again: the scheduler stays as large as it is. */
const TASKS_EACH = 20;

/**
 * Workers as Luigi 3.8.1 has them, seen from the scheduler: they ping, ask for work, and report tasks, as pending first,
 * as done once they were given them.
 */
export class StockWorkers {
  private readonly workers: StockWorker[];

  constructor(count: number, scheduler: Scheduler, name = 'bench') {
    this.workers = Array.from({ length: count }, (_, index) => new StockWorker(`${name}-${index}`, scheduler));
  }

  /** Registers each of them, as a worker does first. */
  async begin(): Promise<void> {
    for (const worker of this.workers) await worker.begin();
  }

  /** Their calls. Workers are spread over the time between two calls. */
  streams(rates: WorkerRates): Stream[] {
    return this.workers.flatMap((worker, index) => {
      const phase = index / this.workers.length;
      return [
        { kind: 'ping', perSecond: rates.ping, phase, call: () => worker.ping() },
        { kind: 'get_work', perSecond: rates.getWork, phase: (phase + 0.33) % 1, call: () => worker.getWork() },
        { kind: 'add_task', perSecond: rates.addTask, phase: (phase + 0.66) % 1, call: () => worker.addTask() },
      ].filter(({ perSecond }) => perSecond > 0);
    });
  }

  close(): void {
    for (const worker of this.workers) worker.close();
  }
}

class StockWorker {
  private readonly connection: Connection;
  private readonly given: string[] = [];
  private next = 0;

  constructor(private readonly id: string, { url, headers }: Scheduler) {
    this.connection = new Connection(url, { 'user-agent': 'python-requests/2.32.3', 'accept-encoding': 'gzip, deflate', ...headers }, CONNECTIONS_EACH);
  }

  async begin(): Promise<void> {
    await this.call('add_worker', { worker: this.id, info: [['host', 'bench'], ['username', 'bench'], ['pid', 1], ['workers', 1], ['first_task', 'Bench']] });
    await this.ping();
  }

  async ping(): Promise<void> {
    await this.call('ping', { worker: this.id });
  }

  async getWork(): Promise<void> {
    const work = await this.call('get_work', { worker: this.id, host: 'bench', assistant: false, current_tasks: [] }) as { task_id?: string | null };
    if (typeof work.task_id === 'string') this.given.push(work.task_id);
  }

  /** Reports what it was given as done; else that it has another task to do. */
  async addTask(): Promise<void> {
    const done = this.given.shift();
    const shard = done === undefined ? `${this.id}-${this.next++ % TASKS_EACH}` : shardOf(done);
    await this.call('add_task', { worker: this.id, ...reported('bench.Step', shard, done === undefined ? 'PENDING' : 'DONE') });
  }

  close(): void {
    this.connection.close();
  }

  private async call(method: string, args: object): Promise<unknown> {
    const { status, body } = await this.connection.post(method, args);
    if (status !== 200) throw new Error(`${method}: status ${status}${codeOf(body)}`);
    return (JSON.parse(body.toString('utf8')) as { response: unknown }).response;
  }
}

/** Ids end with the shard and a hash. */
function shardOf(taskId: string): string {
  return /_([^_]+)_[0-9a-f]{10}$/.exec(taskId)?.[1] ?? taskId;
}

/** The stable code of a problem document. */
function codeOf(body: Buffer): string {
  try {
    const { code } = JSON.parse(body.toString('utf8')) as { code?: unknown };
    return typeof code === 'string' ? `, ${code}` : '';
  } catch {
    return '';
  }
}
