import { LRUCache } from 'lru-cache';
import type { RunOfJob } from '../../../../../lib/contract/run-worker';
import { systemClock, type Clock } from '../../clock';
import { SingleFlight } from '../../concurrency/single-flight';
import { Problem } from '../../problem';
import { hasEnded, type Run } from '../runs/run';
import type { Runner } from '../runs/runner';

/** What RunsGoingOn asks. */
export interface RunsGoingOnProps {
  readonly runner: Pick<Runner, 'run' | 'runs'>;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now' | 'monotonic'>;
  /**
   * How long that a run goes on is remembered, in milliseconds. A worker calls every second or so.
   * @default 15000
   */
  readonly freshMs?: number;
  /**
   * How long after its end a run still counts, in milliseconds: ECS gives a task that is stopped up to two minutes, and what its worker still
   * has to say is heard.
   * @default 120000
   */
  readonly lastWordsMs?: number;
}

interface Look {
  readonly goesOn: boolean;
  readonly at: number;
}

/** A look that got no answer. */
interface Silence {
  readonly error: unknown;
  readonly at: number;
}

const FRESH_MS = 15_000;
/** A run that was just started may not be told of everywhere. */
const FRESH_NO_MS = 2_000;
const LAST_WORDS_MS = 120_000;
/** A runner that can't be asked is asked again: each such call may last for seconds. */
const ASK_AGAIN_MS = 2_000;
/** While the runner can't be asked, what it said last holds for so long. */
const WITHOUT_RUNNER_MS = 900_000;
const REMEMBERED = 10_000;
/** A job has at most 50 runs at once. */
const NEWEST = 100;

/** Which runs go on, or have just ended: asked of the runner, and remembered for a short while. */
export class RunsGoingOn {
  private readonly looks = new LRUCache<string, Look>({ max: REMEMBERED });
  private readonly silences = new LRUCache<string, Silence>({ max: REMEMBERED });
  private readonly flights = new SingleFlight<boolean>();
  private readonly clock: Pick<Clock, 'now' | 'monotonic'>;

  constructor(private readonly props: RunsGoingOnProps) {
    this.clock = props.clock ?? systemClock;
  }

  /**
   * Whether a run goes on, or ended just now.
   * @throws Problem 503 `runner-unavailable`
   */
  has({ job, run }: RunOfJob): Promise<boolean> {
    return this.look(`${job}:${run}`, async () => this.isHeard(await this.props.runner.run(job, run)));
  }

  /**
   * Whether a job has a run that goes on, or ended just now.
   * @throws Problem 503 `runner-unavailable`
   */
  any(job: string): Promise<boolean> {
    return this.look(job, async () => {
      const { items } = await this.props.runner.runs(job, { limit: NEWEST });
      return items.some((run) => this.isHeard(run));
    });
  }

  private async look(key: string, ask: () => Promise<boolean>): Promise<boolean> {
    const last = this.looks.get(key);
    const age = last === undefined ? Infinity : this.clock.monotonic() - last.at;
    if (last !== undefined && age < (last.goesOn ? this.props.freshMs ?? FRESH_MS : FRESH_NO_MS)) return last.goesOn;
    const silent = (error: unknown): true => {
      if (last?.goesOn === true && age < WITHOUT_RUNNER_MS) return true;
      throw error;
    };
    const silence = this.silences.get(key);
    if (silence !== undefined && this.clock.monotonic() - silence.at < ASK_AGAIN_MS) return silent(silence.error);
    return this.flights.share(key, async () => {
      try {
        const goesOn = await ask();
        this.looks.set(key, { goesOn, at: this.clock.monotonic() });
        return goesOn;
      } catch (error) {
        if (isProblem(error, 404)) {
          this.looks.set(key, { goesOn: false, at: this.clock.monotonic() });
          return false;
        }
        this.silences.set(key, { error, at: this.clock.monotonic() });
        return silent(error);
      }
    });
  }

  private isHeard(run: Run): boolean {
    if (!hasEnded(run)) return true;
    if (run.state === 'refused' || run.endedAt === undefined) return false;
    return this.clock.now() - Date.parse(run.endedAt) < (this.props.lastWordsMs ?? LAST_WORDS_MS);
  }
}

function isProblem(error: unknown, status: number): boolean {
  return error instanceof Problem && error.status === status;
}
