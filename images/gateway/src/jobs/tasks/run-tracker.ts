import type { RunOfJob } from '../../../../../lib/contract/run-worker';
import type { Luigid } from '../../luigi/client/upstream';
import { RememberedRun, type TaskBounds } from './remembered-run';
import type { RunTask, RunTasks } from './run-tasks';
import { furtherOf, furtherThan, isUnsettled, recalled } from './tasks-of-run';

/** What a tracker works with. */
export interface RunTrackerProps {
  /** Is asked what became of tasks, and what a gateway that was restarted has not heard of. */
  readonly luigid: Pick<Luigid, 'ask'>;
  /** @default 500 runs, 2,000 tasks, 10,000 dependencies and 4 MB each, 16 MB in all */
  readonly bounds?: Partial<TrackerBounds>;
  /** Milliseconds. @default - the clock */
  readonly now?: () => number;
}

/** How much is remembered. */
export interface TrackerBounds extends TaskBounds {
  /** Past these, the one that was heard of longest ago is forgotten. */
  readonly runs: number;
  /** Of memory, roughly. */
  readonly bytes: number;
}

const BOUNDS: TrackerBounds = { runs: 500, tasks: 2000, dependencies: 10_000, bytesOfRun: 4_000_000, bytes: 16_000_000 };
const ASK_EVERY_MS = 2000;
/** luigid is asked for all its tasks: seldom, whoever looks at however many runs. */
const RECALL_EVERY_MS = 10_000;
const PATIENCE_MS = 1000;

/** When luigid was asked about a run last. */
interface Asked {
  readonly at: number;
  /** Whether luigid was asked for what its worker may have told a gateway before this one: once is enough. */
  isRecalled: boolean;
  answer: Promise<void>;
}

/**
 * Remembers the Luigi tasks of runs from what their workers say, within bounds. What luigid knows better (a task that another run's
 * worker did, one that it gave up) and what was said before this gateway's start is asked from luigid, when somebody looks at the run.
 */
export class RunTracker implements RunTasks {
  /** By job and run, the one that was heard of last at the end. */
  private readonly runs = new Map<string, RememberedRun>();
  private readonly asked = new Map<string, Asked>();
  private readonly bounds: TrackerBounds;
  private readonly now: () => number;
  private bytes = 0;
  private recalledAt = -Infinity;

  constructor(private readonly props: RunTrackerProps) {
    this.bounds = { ...BOUNDS, ...props.bounds };
    this.now = props.now ?? Date.now;
  }

  of(run: RunOfJob): readonly RunTask[] {
    return this.runs.get(keyOf(run))?.tasks ?? [];
  }

  /** As luigid knows them now, or as they were told of where luigid takes longer than a second. */
  async latest(run: RunOfJob): Promise<readonly RunTask[]> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => { timer = setTimeout(resolve, PATIENCE_MS); });
    await Promise.race([this.refresh(run), patience]);
    clearTimeout(timer);
    return this.runs.get(keyOf(run))?.tasks ?? [];
  }

  /** Takes in a call of a run's worker that luigid has answered. */
  heard(run: RunOfJob, method: string, args: Readonly<Record<string, unknown>>, response: unknown): void {
    this.alter(run, (remembered) => remembered.heard(method, args, response));
  }

  /** Asks luigid, where it was not asked just now and may know better. Never fails. */
  private refresh(run: RunOfJob): Promise<void> {
    const key = keyOf(run);
    const before = this.asked.get(key);
    if (before !== undefined && this.now() - before.at < ASK_EVERY_MS) return before.answer;
    const asked: Asked = { at: this.now(), isRecalled: before?.isRecalled ?? false, answer: Promise.resolve() };
    this.asked.delete(key);
    this.asked.set(key, asked);
    if (this.asked.size > this.bounds.runs) dropFirst(this.asked);
    asked.answer = this.ask(run, asked).then((tasks) => {
      if (tasks.length > 0) this.alter(run, (remembered) => remembered.known(tasks));
    }, () => undefined);
    return asked.answer;
  }

  private async ask(run: RunOfJob, asked: Asked): Promise<readonly RunTask[]> {
    const told = (): readonly RunTask[] => this.runs.get(keyOf(run))?.tasks ?? [];
    if (!asked.isRecalled && this.now() - this.recalledAt >= RECALL_EVERY_MS) {
      this.recalledAt = this.now();
      const all = await recalled(this.props.luigid, run);
      asked.isRecalled = true;
      return furtherOf(all, told());
    }
    return told().some(isUnsettled) ? furtherThan(this.props.luigid, told()) : [];
  }

  private alter(run: RunOfJob, change: (remembered: RememberedRun) => void): void {
    const key = keyOf(run);
    const remembered = this.runs.get(key) ?? new RememberedRun(this.bounds);
    const before = this.runs.has(key) ? remembered.bytes : 0;
    change(remembered);
    if (remembered.isEmpty) return;
    this.runs.delete(key);
    this.runs.set(key, remembered);
    this.bytes += remembered.bytes - before;
    while (this.runs.size > 1 && (this.runs.size > this.bounds.runs || this.bytes > this.bounds.bytes)) {
      this.bytes -= dropFirst(this.runs)?.bytes ?? 0;
    }
  }
}

function keyOf({ job, run }: RunOfJob): string {
  return `${job}:${run}`;
}

function dropFirst<T>(map: Map<string, T>): T | undefined {
  for (const [key, value] of map) {
    map.delete(key);
    return value;
  }
  return undefined;
}
