import { LRUCache } from 'lru-cache';
import type { RunRecord } from '../../../../../lib/contract/run-table';
import { systemClock, type Clock } from '../../clock';
import { canonicalJson } from '../../json/canonical-json';
import { hasEnded } from '../runs/run';
import { unavailable } from './aws-calls';
import { isOver, type Executions } from './executions';
import { objectOf, parametersOf } from './run-record';
import type { JobTurns, RunTable } from './run-table';

/** Asks whether an execution may begin. */
export interface Ask {
  readonly job: string;
  readonly id: string;
  /** Its parameters, in canonical JSON. */
  readonly parameters: string;
  readonly maxConcurrentRuns: number;
  /** Where it ran before and is to go on: when its record says that it ended. @default - it is to be started */
  readonly endedBefore?: string;
}

/** Whether it may. */
export type Leave =
  /** It may. Whoever is given this begins it and then says so. */
  | { readonly kind: 'begin'; readonly begun: Begun }
  /** It has a record. */
  | { readonly kind: 'recorded'; readonly record: RunRecord }
  /** This process is beginning it, or has just done so. */
  | { readonly kind: 'begun'; readonly begun: Begun }
  | { readonly kind: 'twin'; readonly id: string; readonly begun?: Begun }
  | { readonly kind: 'full' };

/** What this process begins, or has begun and the table need not show yet. */
export interface Begun {
  /** It has begun. */
  began(): void;
  /** It has not, or nobody knows. */
  failed(): void;
  /** Resolves when either was said: whether it has begun. */
  readonly settled: Promise<boolean>;
}

/** Asks that wait for the same look at the table. */
interface Waiting {
  readonly ask: Ask;
  readonly answer: (leave: Leave) => void;
  readonly fail: (error: unknown) => void;
  over: boolean;
}

interface Remembered extends Begun {
  readonly parameters: string;
  readonly endedBefore: string | undefined;
  state: 'beginning' | 'begun' | 'unknown';
  at: number;
}

interface Desk {
  readonly waiting: Waiting[];
  readonly remembered: Map<string, Remembered>;
  busy: boolean;
}

const REMEMBERED_MS = 60_000;
const PATIENCE_MS = 10_000;
const AT_ONCE = 10;
const BATCH = 45;
/** How old an answer of Step Functions may be: the state machine looks again itself. */
const FRESH = { goesOn: 2_000, ended: 2_000 };

/**
 * Decides which executions may begin, one after the other for each job. It only foretells what the job's state machine decides by the
 * table, so that callers hear at once of a twin or of too many runs; asks that come together share one look at the table.
 */
export class Turnstile {
  private readonly desks = new Map<string, Desk>();
  private readonly parameters = new LRUCache<string, string>({ max: 5_000 });
  private readonly clock: Clock;

  constructor(private readonly table: Pick<RunTable, 'turns'>, private readonly executions: Pick<Executions, 'find'>, clock?: Clock) {
    this.clock = clock ?? systemClock;
  }

  /** @throws Problem 503 `runner-unavailable` */
  ask(ask: Ask): Promise<Leave> {
    let desk = this.desks.get(ask.job);
    if (desk === undefined) this.desks.set(ask.job, desk = { waiting: [], remembered: new Map(), busy: false });
    const { waiting } = desk;
    const leave = new Promise<Leave>((resolve, reject) => {
      const settle = <T>(tell: (value: T) => void) => (value: T): void => {
        asked.over = true;
        cancel();
        tell(value);
      };
      const asked: Waiting = { ask, answer: settle(resolve), fail: settle(reject), over: false };
      const cancel = this.clock.after(PATIENCE_MS, () => asked.fail(unavailable('too many starts of this job are waiting')));
      waiting.push(asked);
    });
    if (!desk.busy) void this.serve(desk);
    return leave;
  }

  private async serve(desk: Desk): Promise<void> {
    desk.busy = true;
    while (desk.waiting.length > 0) {
      const batch = desk.waiting.splice(0, BATCH).filter(({ over }) => !over);
      const [first] = batch;
      if (first === undefined) continue;
      try {
        const turns = await this.look(desk, first.ask.job, batch);
        for (const asked of batch) {
          if (!asked.over) await this.decide(desk, asked.ask, turns).then((leave) => this.tell(asked, leave), asked.fail);
        }
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    desk.busy = false;
  }

  /** Leave that comes too late is taken back: nobody would say what became of it. */
  private tell({ answer, over }: Waiting, leave: Leave): void {
    if (over && leave.kind === 'begin') leave.begun.failed();
    answer(leave);
  }

  /** Reads the table, and forgets what it shows by now. */
  private async look(desk: Desk, job: string, batch: readonly Waiting[]): Promise<JobTurns> {
    const { remembered } = desk;
    const turns = await this.table.turns(job, [...batch.map(({ ask }) => ask.id), ...remembered.keys()]);
    const strange = [...turns.holders].filter((id) => !turns.records.has(id) && !this.parameters.has(`${job}/${id}`) && !remembered.has(id));
    const { records } = strange.length === 0 ? turns : await this.table.turns(job, strange);
    for (const record of [...turns.records.values(), ...records.values()]) this.parameters.set(`${job}/${record.id}`, canonicalJson(parametersOf(record.parameters)));
    for (const [id, { state, at, endedBefore }] of remembered) {
      const record = turns.records.get(id);
      // The record alone may be newer than the holders that were read, and the other way round.
      const isNews = record !== undefined && !(hasEnded(record) && record.endedAt === endedBefore);
      const isShown = isNews && (hasEnded(record) || turns.holders.has(id));
      if (state !== 'beginning' && (isShown || this.clock.monotonic() - at > REMEMBERED_MS)) remembered.delete(id);
    }
    return turns;
  }

  private async decide(desk: Desk, ask: Ask, { holders, records }: JobTurns): Promise<Leave> {
    const { job, id } = ask;
    const own = desk.remembered.get(id);
    const record = records.get(id);
    if (ask.endedBefore === undefined && record !== undefined) return { kind: 'recorded', record };
    if (own !== undefined && own.state !== 'unknown') return { kind: 'begun', begun: own };
    const others = new Set([...holders, ...desk.remembered.keys()]);
    others.delete(id);
    for (const other of others) {
      if (await this.parametersOf(desk, job, other) === ask.parameters && await this.goesOn(desk, job, other)) {
        const begun = desk.remembered.get(other);
        return { kind: 'twin', id: other, ...(begun === undefined ? {} : { begun }) };
      }
    }
    if (others.size >= ask.maxConcurrentRuns && await this.areGoingOn(desk, job, [...others], ask.maxConcurrentRuns)) return { kind: 'full' };
    return { kind: 'begin', begun: this.remember(desk, ask) };
  }

  private remember(desk: Desk, { id, parameters, endedBefore }: Ask): Begun {
    let tell = (_begun: boolean): void => undefined;
    const settled = new Promise<boolean>((resolve) => { tell = resolve; });
    const become = (state: 'begun' | 'unknown') => (): void => {
      Object.assign(remembered, { state, at: this.clock.monotonic() });
      tell(state === 'begun');
    };
    const remembered: Remembered = {
      parameters, endedBefore, state: 'beginning', at: this.clock.monotonic(), settled, began: become('begun'), failed: become('unknown'),
    };
    desk.remembered.set(id, remembered);
    return remembered;
  }

  /** Whether as many of these as `most` go on. */
  private async areGoingOn(desk: Desk, job: string, ids: readonly string[], most: number): Promise<boolean> {
    let going = 0;
    for (let from = 0; from < ids.length && going < most && going + ids.length - from >= most; from += AT_ONCE) {
      const found = await Promise.all(ids.slice(from, from + AT_ONCE).map((id) => this.goesOn(desk, job, id)));
      going += found.filter(Boolean).length;
    }
    return going >= most;
  }

  private async goesOn(desk: Desk, job: string, id: string): Promise<boolean> {
    if (desk.remembered.get(id)?.state === 'beginning') return true;
    return !isOver(await this.executions.find(job, id, FRESH));
  }

  private async parametersOf(desk: Desk, job: string, id: string): Promise<string | undefined> {
    const known = desk.remembered.get(id)?.parameters ?? this.parameters.get(`${job}/${id}`);
    if (known !== undefined) return known;
    // Between taking its turn and writing its record
    const execution = await this.executions.find(job, id, FRESH);
    if (execution?.input === undefined) return undefined;
    return canonicalJson(parametersOf(JSON.stringify(objectOf(execution.input).parameters)));
  }
}
