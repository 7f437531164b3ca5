import type { Front } from '../front';
import { callPath, Connection } from '../load/connection';
import { BUT_ONE, EVERYTHING } from '../load/mappings';
import { openLoop, type Stream } from '../load/open-loop';
import { type Scheduler, StockWorkers } from '../load/stock-workers';
import { reported } from '../load/tasks';
import { ALL_TASKS, Viewer } from '../load/visualiser';
import type { Ledger } from './ledger';
import type { SoakOptions } from './options';

const VIEWERS = 32;
/** Identities of the load balancer's hold for four minutes. */
const TURN_SECONDS = 30;
const LEDGER_PER_SECOND = 20;
/** Those who reported the tasks that are there at the beginning: without a sign of life from them, the scheduler lets go of their tasks. */
const FILLERS = 4;

/** What became of a call. */
export interface Outcome {
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly latency: number;
  readonly error?: string;
}

/** Everybody at once, in an open loop, until a moment has come. */
export async function keepLoad(
  front: Front, options: SoakOptions, ledger: Ledger, until: number, told: (outcomes: readonly Outcome[]) => void,
): Promise<void> {
  const { workerUrl, workerCredential } = front.service;
  const lane = { url: workerUrl, headers: { authorization: `Basic ${Buffer.from(workerCredential).toString('base64')}` } };
  const workers = new StockWorkers(options.workers, lane, 'soak');
  await workers.begin();
  const ledgerStream = new LedgerWorker(ledger, lane);
  try {
    while (Date.now() < until) {
      const seconds = Math.max(1, Math.min(TURN_SECONDS, (until - Date.now()) / 1000));
      // A new day for the viewers: their identities last no longer.
      const viewers = Array.from({ length: VIEWERS }, (_, index) =>
        new Viewer(front.url, front.headersOf(index % 2 === 0 ? EVERYTHING : BUT_ONE[index % BUT_ONE.length] as string, `viewer-${index}`), true));
      const begun = Date.now();
      const samples = await openLoop([
        ...viewers.map((viewer, index): Stream => ({
          kind: 'view', perSecond: options.rate / VIEWERS, phase: index / VIEWERS,
          call: async (number) => { await viewer.ask(number % 10 === 9 ? callPath('worker_list', {}) : ALL_TASKS); },
        })),
        ...workers.streams({ ping: 1, getWork: 0.2, addTask: 0.2 }),
        ledgerStream.stream(), ledgerStream.keeper(),
      ], { seconds });
      viewers.forEach((viewer) => viewer.close());
      told(samples.map(({ due, ...sample }) => ({ ...sample, endedAt: begun + due + sample.latency })));
    }
  } finally {
    workers.close();
    ledgerStream.close();
  }
}

/** Reports what the ledger says, and writes down there whether it was answered. */
class LedgerWorker {
  private readonly connection: Connection;

  constructor(private readonly ledger: Ledger, { url, headers }: Scheduler) {
    this.connection = new Connection(url, headers, 16);
  }

  stream(): Stream {
    return {
      kind: 'report', perSecond: LEDGER_PER_SECOND, call: async () => {
        const entry = this.ledger.begin();
        try {
          await this.post('add_task', reportOf(entry.slot.id, entry.value));
          this.ledger.succeeded(entry, Date.now());
        } catch (error) {
          this.ledger.failed(entry);
          throw error;
        }
      },
    };
  }

  keeper(): Stream {
    return { kind: 'keeper', perSecond: 1, call: (number) => this.post('ping', { worker: number % 5 === 4 ? 'ledger' : `pipeline-${number % FILLERS}` }) };
  }

  close(): void {
    this.connection.close();
  }

  private async post(method: string, args: object): Promise<void> {
    const { status, body } = await this.connection.post(method, args);
    if (status !== 200) throw new Error(`${method} was answered with ${status}: ${body.toString('utf8').slice(0, 300)}`);
  }
}

/** Reports the tasks of all pages, so that none comes to the scheduler on the way. */
export async function fillLedger(luigidUrl: string, ledger: Ledger, pages: number): Promise<void> {
  const connection = new Connection(luigidUrl);
  try {
    for (let page = 0; page < pages; page += 1) for (const id of ledger.idsOf(page)) await connection.post('add_task', reportOf(id, 0));
  } finally {
    connection.close();
  }
}

/** The value stands in the tracking URL: lists of tasks tell it. */
function reportOf(id: string, value: number): object {
  return {
    worker: 'ledger', ...reported('ledger.Step', id, value % 2 === 0 ? 'DONE' : 'RUNNING'), task_id: id,
    tracking_url: `http://ledger.example/${value}`,
  };
}

/** What the scheduler itself holds of the ledger: its values by task. */
export async function heldBy(luigidUrl: string): Promise<(id: string) => number | undefined> {
  const connection = new Connection(luigidUrl);
  try {
    const { status, body } = await connection.post('task_list', { search: 'ledger' });
    if (status !== 200) throw new Error(`luigid answered task_list with ${status}`);
    const { response } = JSON.parse(body.toString('utf8')) as { response: Record<string, { readonly tracking_url?: string | null }> };
    return (id) => {
      const url = response[id]?.tracking_url;
      return url === undefined || url === null ? undefined : Number(url.split('/').at(-1));
    };
  } finally {
    connection.close();
  }
}
