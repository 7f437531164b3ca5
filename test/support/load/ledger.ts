import type { Service } from '../../../local/service';
import { workerCall } from '../worker-lane';

/** A worker that reports one new task after another, never one twice, and writes down which reports were answered. */
export class Ledger {
  /** Ids that the service said yes to, with the moment of the answer. */
  readonly answered = new Map<string, number>();
  /** Ids that it did not say yes to, with the status; 0 for a broken connection. */
  readonly troubles = new Map<string, number>();
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(private readonly service: Service, private readonly name: string) {
    this.running = this.report();
  }

  /** Ids that were answered before that moment. */
  answeredBefore(moment: number): string[] {
    return [...this.answered].filter(([, at]) => at < moment).map(([id]) => id);
  }

  /** Ids that were answered after that moment. */
  answeredAfter(moment: number): string[] {
    return [...this.answered].filter(([, at]) => at > moment).map(([id]) => id);
  }

  /** Ends when the last report is answered. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async report(): Promise<void> {
    for (let number = 0; !this.stopped; number += 1) {
      const family = `ledger.${this.name}`;
      const id = `${family}_${number}_0123456789`;
      const args = { task_id: id, worker: `ledger-${this.name}`, family, params: { number: String(number) }, status: 'DONE' };
      const status = await workerCall(this.service, 'add_task', args).then((answer) => answer.status, () => 0);
      if (status === 200) this.answered.set(id, Date.now());
      else this.troubles.set(id, status);
    }
  }
}
