import { Problem } from '../../problem';
import { hasEnded, type Run } from '../runs/run';
import type { Page } from '../runs/runner';
import type { AskedRun } from './run-folder';

/** A run, and what is remembered of it. */
export interface KeptRun {
  readonly asked: AskedRun;
  /** How it ended: that stays, unless it is redriven. @default - it goes on, or nobody has looked since it ended */
  ended?: Run;
}

const CURSOR = /^[0-9]{1,15}\.[a-z0-9-]{1,64}\.[A-Za-z0-9_-]{1,80}$/;

/** Where runs are: what is on disk is the truth, this says where to look, in which order, and which have not ended yet. */
export class KeptRuns {
  /** By job: the oldest first. */
  private readonly byJob = new Map<string, { readonly byId: Map<string, KeptRun>; readonly inOrder: KeptRun[]; readonly active: Set<KeptRun> }>();

  /** @param look tells how far a run is now */
  constructor(private readonly look: (asked: AskedRun) => Run) {}

  /** All runs that had not ended when they were last looked at. */
  get active(): readonly KeptRun[] {
    return [...this.byJob.values()].flatMap(({ active }) => [...active]);
  }

  get jobs(): readonly string[] { return [...this.byJob.keys()]; }

  get(job: string, id: string): KeptRun | undefined {
    return this.byJob.get(job)?.byId.get(id);
  }

  /** Those of a job that go on. */
  going(job: string): readonly Run[] {
    const runs = [...this.byJob.get(job)?.active ?? []].map((kept) => this.now(kept));
    return runs.filter((run) => !hasEnded(run));
  }

  /** Those of a job that have ended, the oldest first. */
  ended(job: string): ReadonlyArray<KeptRun & { readonly ended: Run }> {
    return (this.byJob.get(job)?.inOrder ?? []).filter((kept): kept is KeptRun & { ended: Run } => kept.ended !== undefined);
  }

  add(asked: AskedRun): KeptRun {
    const ofJob = this.byJob.get(asked.job) ?? { byId: new Map<string, KeptRun>(), inOrder: [], active: new Set<KeptRun>() };
    this.byJob.set(asked.job, ofJob);
    const kept: KeptRun = { asked };
    ofJob.byId.set(asked.id, kept);
    ofJob.active.add(kept);
    // Mostly the newest; the machine's clock may have been put back
    ofJob.inOrder.splice(placeOf(ofJob.inOrder, keyOf(asked)), 0, kept);
    return kept;
  }

  /** The run as it is now. */
  now(kept: KeptRun): Run {
    if (kept.ended !== undefined) return kept.ended;
    const run = this.look(kept.asked);
    if (hasEnded(run)) {
      kept.ended = run;
      this.byJob.get(run.job)?.active.delete(kept);
    }
    return run;
  }

  /** It goes on again. */
  reopen(kept: KeptRun): void {
    delete kept.ended;
    this.byJob.get(kept.asked.job)?.active.add(kept);
  }

  forget({ asked }: KeptRun): void {
    const ofJob = this.byJob.get(asked.job);
    const kept = ofJob?.byId.get(asked.id);
    if (ofJob === undefined || kept === undefined) return;
    ofJob.byId.delete(asked.id);
    ofJob.active.delete(kept);
    ofJob.inOrder.splice(ofJob.inOrder.indexOf(kept), 1);
    if (ofJob.byId.size === 0) this.byJob.delete(asked.job);
  }

  /**
   * Runs, the newest first: of one job, or of all.
   * @throws Problem 400 `bad-token`
   */
  page(jobs: readonly string[], { limit, next }: { readonly limit: number; readonly next?: string }): Page<Run> {
    if (next !== undefined && !CURSOR.test(next)) throw new Problem(400, 'bad-token', 'got a token that no page of this list has given; begin without one');
    const older: KeptRun[] = [];
    for (const job of jobs) {
      const inOrder = this.byJob.get(job)?.inOrder ?? [];
      const end = next === undefined ? inOrder.length : placeOf(inOrder, keyOfCursor(next));
      older.push(...inOrder.slice(Math.max(0, end - limit - 1), end));
    }
    older.sort((a, b) => compare(keyOf(b.asked), keyOf(a.asked)));
    const shown = older.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((kept) => this.now(kept)),
      ...(last === undefined || older.length <= limit ? {} : { next: keyOf(last.asked).join('.') }),
    };
  }
}

type Key = readonly [time: number, job: string, id: string];

function keyOf({ startedAt, job, id }: AskedRun): Key {
  return [Date.parse(startedAt), job, id];
}

function keyOfCursor(cursor: string): Key {
  const [time = '', job = '', id = ''] = cursor.split('.');
  return [Number(time), job, id];
}

function compare(a: Key, b: Key): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  if (a[1] !== b[1]) return a[1] < b[1] ? -1 : 1;
  return a[2] === b[2] ? 0 : a[2] < b[2] ? -1 : 1;
}

/** How many of them are older than the key. */
function placeOf(inOrder: readonly KeptRun[], key: Key): number {
  let [low, high] = [0, inOrder.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(keyOf((inOrder[middle] as KeptRun).asked), key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
