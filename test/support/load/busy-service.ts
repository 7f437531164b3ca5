import { waitFor } from '../../../local/process-runner/wait-for';
import { SamplePipeline, taskOf } from '../../../local/sample-pipeline/pipeline';
import type { TestService } from '../service';
import { Ledger } from './ledger';
import { Viewers } from './viewers';

/** Seconds that each step of the pipelines takes longer: they are in the middle of their work for some seconds. */
const PACE = 0.25;
let started = 0;

/** The service under work: stock luigi workers on pipelines of their own, people who look on, a worker whose every report is written down. */
export class BusyService {
  /** Whether every pipeline still has work to do. */
  pipelinesRun = true;

  private constructor(
    readonly viewers: Viewers,
    readonly ledger: Ledger,
    /** Exit codes of the pipelines, once all have ended. */
    readonly pipelines: Promise<number[]>,
    private readonly end: AbortController,
  ) {}

  /** Starts it all, and waits until every pipeline has begun and the ledger spans that many milliseconds. */
  static async start(running: TestService, ledgerMs = 2_000): Promise<BusyService> {
    const pipeline = new SamplePipeline(running.service, PACE);
    started += 1;
    const days = ['09', '10'].map((month) => `2026-${month}-${String(started).padStart(2, '0')}`);
    for (const day of days) await pipeline.deliver(day);
    const clients = [await running.login('ada'), await running.login('grace'), await running.login('ada')];
    const end = new AbortController();
    const works = days.map((day) => pipeline.work(day, end.signal));
    const ended = Promise.all(works);
    const busy = new BusyService(new Viewers(clients), new Ledger(running.service, `Run${started}`), ended, end);
    for (const work of works) work.catch(() => undefined).finally(() => { busy.pipelinesRun = false; });
    await waitFor(async () => {
      const tasks = await running.luigid('task_list');
      return days.every((day) => taskOf(tasks, 'report.DailyReport', day) !== undefined) && busy.ledger.span >= ledgerMs;
    }, { what: 'the service is busy', timeoutMs: 40_000, everyMs: 100 });
    return busy;
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
}
