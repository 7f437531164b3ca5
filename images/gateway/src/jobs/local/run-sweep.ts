import type { Logger } from '../../log';
import type { KeptRun, KeptRuns } from './kept-runs';
import type { RunFolder } from './run-folder';
import { outdated, removeRun, type RunRetention } from './run-retention';

/** Folders that one sweep removes of a job at most: others wait meanwhile. */
const REMOVED_AT_ONCE = 20;

/** Ends what lost its process, though nobody looks at it, and removes what is old. */
export class RunSweep {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kept: KeptRuns, private readonly folder: (job: string, id: string) => RunFolder,
    private readonly props: { readonly retention: RunRetention; readonly log: Pick<Logger, 'error'> },
  ) {}

  /** Sweeps each so many milliseconds from now on. */
  every(milliseconds: number): void {
    this.timer = setInterval(() => this.now(), milliseconds).unref();
  }

  end(): void {
    clearInterval(this.timer);
  }

  private now(): void {
    for (const kept of this.kept.active) this.quietly('run-not-read', kept, () => this.kept.now(kept));
    for (const job of this.kept.jobs) {
      for (const kept of outdated(this.kept, job, this.props.retention, Date.now()).slice(0, REMOVED_AT_ONCE)) {
        this.quietly('run-not-removed', kept, () => {
          removeRun(this.folder(job, kept.asked.id).path);
          this.kept.forget(kept);
        });
      }
    }
  }

  private quietly(event: string, { asked: { job, id } }: KeptRun, work: () => unknown): void {
    try {
      work();
    } catch (error) {
      this.props.log.error(event, { job, run: id, error });
    }
  }
}
