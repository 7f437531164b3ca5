import { setTimeout as pause } from 'node:timers/promises';
import type { PersonClient } from '../../../local/person-client';

/** What one call of a viewer came to. */
export interface Seen {
  /** What the call named itself by, as its User-Agent: records have it. */
  readonly name: string;
  /** When it was asked, in milliseconds since the epoch. */
  readonly askedAt: number;
  /** 0 where the connection broke before the answer was whole. */
  readonly status: number;
  /** Of a problem document; empty where the answer is none. */
  readonly code: string;
}

const CALLS = [['task_list', {}], ['worker_list', {}], ['task_list', { status: 'FAILED' }], ['is_paused', {}]] as const;
/** Somebody at the visualiser asks about as often. */
const BETWEEN_CALLS_MS = 20;

/** People who look on and on, and what they were answered. */
export class Viewers {
  readonly seen: Seen[] = [];
  private stopped = false;
  private readonly running: Promise<unknown>;

  constructor(clients: readonly PersonClient[]) {
    this.running = Promise.all(clients.map((client, index) => this.look(client, index)));
  }

  /** What was not answered with 200. */
  get troubles(): Seen[] {
    return this.seen.filter(({ status }) => status !== 200);
  }

  /** Whether so many calls in a row, all of them asked after that moment, were answered with 200. */
  recoveredSince(moment: number, calls = 8): boolean {
    const since = this.seen.filter(({ askedAt }) => askedAt > moment).slice(-calls);
    return since.length === calls && since.every(({ status }) => status === 200);
  }

  /** Ends when the last call is answered. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async look(client: PersonClient, viewer: number): Promise<void> {
    for (let number = 0; !this.stopped; number += 1) {
      const [method, args] = CALLS[number % CALLS.length] as (typeof CALLS)[number];
      const [askedAt, name] = [Date.now(), `viewer/${viewer}.${number}`];
      this.seen.push(await client.request(`/api/${method}?data=${encodeURIComponent(JSON.stringify(args))}`, {
        headers: { 'user-agent': name, 'accept': 'application/json' },
      }).then(
        ({ status, headers, body }) => ({ name, askedAt, status, code: codeOf(headers['content-type'], body) }),
        () => ({ name, askedAt, status: 0, code: '' })));
      await pause(BETWEEN_CALLS_MS);
    }
  }
}

/** The stable code of a problem document; empty where it is none. */
export function codeOf(contentType: string | undefined, body: string): string {
  return contentType?.startsWith('application/problem+json') === true ? String((JSON.parse(body) as { code?: unknown }).code ?? '') : '';
}
