import { waitFor } from '../../../local/process-runner/wait-for';
import { SamplePipeline, taskOf } from '../../../local/sample-pipeline/pipeline';
import type { TestService } from '../service';
import { Ledger } from './ledger';
import { Viewers } from './viewers';

/** Seconds that each step of the pipelines takes longer: they are in the middle of their work for some seconds. */
const PACE = 0.4;
let started = 0;

/** The service under work: stock luigi workers on pipelines of their own, people who look on, a worker whose every report is written down. */
export class BusyService {
  /** Whether every pipeline still has work to do. */
  pipelinesRun = true;
  /** Exit codes of the pipelines, once all have ended. */
  readonly pipelines: Promise<number[]>;
  private readonly end = new AbortController();

  private constructor(readonly viewers: Viewers, readonly ledger: Ledger, pipeline: SamplePipeline, readonly days: readonly string[]) {
    const works = days.map((day) => pipeline.work(day, this.end.signal));
    for (const work of works) work.catch(() => undefined).finally(() => { this.pipelinesRun = false; });
    this.pipelines = Promise.all(works);
    this.pipelines.catch(() => undefined);
  }

  /**
   * Starts it all; waits until the ledger has some reports that are as old as that, and every pipeline is at work.
   * @param ageMs in milliseconds
   */
  static async start(running: TestService, ageMs = 0): Promise<BusyService> {
    const pipeline = new SamplePipeline(running.service, PACE);
    started += 1;
    const days = ['09', '10'].map((month) => `2026-${month}-${String(started).padStart(2, '0')}`);
    for (const day of days) await pipeline.deliver(day);
    const viewers = new Viewers([await running.login('ada'), await running.login('grace'), await running.login('ada')]);
    const ledger = new Ledger(running.service, `Run${started}`);
    let busy: BusyService | undefined;
    try {
      await waitFor(() => ledger.answeredBefore(Date.now() - ageMs).length > 10, { what: 'the ledger has reports of that age' });
      // Last, since they end by themselves.
      busy = new BusyService(viewers, ledger, pipeline, days);
      for (const day of days) await busy.isAtWork(running, day);
      return busy;
    } catch (error) {
      await Promise.all([busy?.abort(), viewers.stop(), ledger.stop()]);
      throw error;
    }
  }

  /** Ends who looks and who reports; the pipelines end by themselves. */
  async rest(): Promise<void> {
    await Promise.all([this.viewers.stop(), this.ledger.stop()]);
  }

  /** Ends all at once, also after a test that failed. */
  async abort(): Promise<void> {
    this.end.abort();
    await this.pipelines.catch(() => undefined);
    await this.rest();
  }

  private async isAtWork(running: TestService, day: string): Promise<void> {
    await waitFor(async () => {
      if (!this.pipelinesRun) throw new Error('a pipeline has ended already');
      return taskOf(await running.luigid('task_list', { status: 'RUNNING' }), 'etl.CleanOrders', day) !== undefined;
    }, { what: `the pipeline of ${day} is at work`, everyMs: 50 });
  }
}
