import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../clock';
import { Problem } from '../problem';
import type { DecisionLog, DecisionLogHealth, DecisionRecord, DecisionSink } from './decision';
import { withDefaults, type DecisionLogBounds } from './decision-log-bounds';
import { kindOf, stderrWatcher, type DecisionLogWatcher } from './decision-log-watcher';
import { GrowingPause } from './growing-pause';
import { recordLine } from './kept-record';
import { RecordQueue } from './record-queue';
import { whyNoRoom, type WaitingRecord } from './record-room';

const RETRY_AFTER_SECONDS = '5';
const CLOSING_PAUSE_MS = 500;

/** What a BatchingDecisionLog is made of. */
export interface BatchingDecisionLogProps {
  readonly sink: DecisionSink;
  /** Name of the Luigi service. */
  readonly service: string;
  /**
   * Stands for this run of the process in every record.
   * @default - 16 random hexadecimal digits
   */
  readonly instance?: string;
  /** @default - see DecisionLogBounds */
  readonly bounds?: DecisionLogBounds;
  /** @default - lines of JSON on stderr */
  readonly watcher?: DecisionLogWatcher;
  /** @default systemClock */
  readonly clock?: Clock;
}

interface Entry extends WaitingRecord {
  readonly sequence: number;
  waiter?: { resolve(): void; reject(error: Error): void };
}

/** A new name for one run of the process. */
export function newInstance(): string {
  return randomBytes(8).toString('hex');
}

/**
 * Decision log with group commit: one write at a time, and what arrives meanwhile goes together in the next.
 * Records reach the sink in the order they were taken. A failed write is tried again, with growing pauses, until it succeeds;
 * nothing that was taken is dropped while the process lives. It holds a bounded number of records and refuses more: fails closed.
 */
export class BatchingDecisionLog implements DecisionLog {
  /** Stands for this run of the process in every record. */
  readonly instance: string;

  private readonly sink: DecisionSink;
  private readonly service: string;
  private readonly bounds: Required<DecisionLogBounds>;
  private readonly watcher: DecisionLogWatcher;
  private readonly clock: Clock;

  private readonly queue = new RecordQueue<Entry>();
  private waiters = 0;
  private sequence = 0;
  private writing?: Promise<void>;
  private cancelLinger?: () => void;
  private readonly pause: GrowingPause;
  private failures = 0;
  private lastFailure?: string;
  private refused = 0;
  private closing?: Promise<void>;
  private givenUp = false;

  constructor(props: BatchingDecisionLogProps) {
    this.sink = props.sink;
    this.service = props.service;
    this.instance = props.instance ?? newInstance();
    this.watcher = props.watcher ?? stderrWatcher;
    this.clock = props.clock ?? systemClock;
    this.bounds = withDefaults(props.bounds);
    this.pause = new GrowingPause(this.clock, this.bounds.firstPauseMs);
  }

  get health(): DecisionLogHealth {
    return {
      ok: this.failures === 0 && this.whyRefused({ event: 'decision', outcome: 'allow' }) === undefined,
      buffered: this.queue.length,
      refused: this.refused,
      ...(this.lastFailure === undefined ? {} : { lastFailure: this.lastFailure }),
    };
  }

  async recordBefore(record: DecisionRecord): Promise<void> {
    const entry = this.take(record);
    await new Promise<void>((resolve, reject) => {
      this.waiters += 1;
      const settle = (): void => {
        entry.waiter = undefined;
        this.waiters -= 1;
        cancelWait();
      };
      const cancelWait = this.clock.after(this.bounds.waitMs, () => {
        settle();
        this.refused += 1;
        // The record may still be written: an allowed change that was not done must say so.
        if (record.event === 'decision' && record.outcome === 'allow') {
          this.append({ ...record, event: 'result', time: new Date(this.clock.now()).toISOString(), reason: 'record-unavailable', status: 503 });
        }
        reject(unavailable('the record of this change was not kept in time, so the change was not done: try again later'));
      });
      entry.waiter = {
        resolve: () => { settle(); resolve(); },
        reject: (error) => { settle(); reject(error); },
      };
      // Changes asked for at the same moment join the same write.
      queueMicrotask(() => this.write());
    });
  }

  recordBehind(record: DecisionRecord): void {
    this.take(record);
    if (this.queue.fillsHalfABatch) this.write();
    else this.linger();
  }

  close(): Promise<void> {
    this.closing ??= this.flushAndClose();
    return this.closing;
  }

  private take(record: DecisionRecord): Entry {
    const why = this.whyRefused(record);
    if (why !== undefined) {
      this.refused += 1;
      throw unavailable(why);
    }
    return this.append(record);
  }

  private whyRefused(record: Pick<DecisionRecord, 'event' | 'outcome'>): string | undefined {
    if (this.closing !== undefined) return 'the service is stopping and keeps no more records: try again later';
    return whyNoRoom(record, this.queue, this.bounds, this.clock.monotonic());
  }

  private append(record: DecisionRecord): Entry {
    this.sequence += 1;
    const { sequence, service, instance } = this;
    const entry: Entry = { ...recordLine(record, { service, instance, sequence }), sequence, takenAt: this.clock.monotonic() };
    this.queue.add(entry);
    return entry;
  }

  private linger(): void {
    if (this.writing !== undefined || this.cancelLinger !== undefined) return;
    this.cancelLinger = this.clock.after(this.bounds.lingerMs, () => this.write());
  }

  private write(): void {
    this.cancelLinger?.();
    this.cancelLinger = undefined;
    if (this.writing !== undefined || this.givenUp || this.queue.length === 0) return;
    this.writing = this.writeAll().finally(() => {
      this.writing = undefined;
      if (this.queue.length === 0 || this.givenUp) return;
      if (this.hurries()) this.write();
      else this.linger();
    });
  }

  /** Until nothing is left that hurries. */
  private async writeAll(): Promise<void> {
    do {
      const batch = this.queue.nextBatch();
      try {
        await this.sink.write(batch);
      } catch (error) {
        if (this.givenUp) return;
        this.afterFailure(error);
        // Little time is left when closing.
        const longest = this.closing === undefined ? this.bounds.longestPauseMs : Math.min(this.bounds.longestPauseMs, CLOSING_PAUSE_MS);
        await this.pause.after(this.failures, longest);
        continue;
      }
      if (this.givenUp) return;
      this.afterSuccess(batch.length);
    } while (!this.givenUp && this.queue.length > 0 && this.hurries());
  }

  /** Whether what is left may not wait for company. */
  private hurries(): boolean {
    return this.waiters > 0 || this.failures > 0 || this.closing !== undefined || this.queue.fillsHalfABatch;
  }

  private afterSuccess(count: number): void {
    const recovered = this.failures > 0;
    this.failures = 0;
    for (const { waiter } of this.queue.removeFirst(count)) waiter?.resolve();
    if (recovered) this.watcher.recovered();
  }

  private afterFailure(error: unknown): void {
    this.failures += 1;
    this.lastFailure = `${new Date(this.clock.now()).toISOString()} ${kindOf(error)}`;
    if (this.failures === 1) this.watcher.failed(error);
  }

  private async flushAndClose(): Promise<void> {
    // `closing` is not yet set while this runs for the first time: go on in the next turn.
    await Promise.resolve();
    let cancelDeadline = (): void => undefined;
    const deadline = new Promise<void>((resolve) => {
      cancelDeadline = this.clock.after(this.bounds.closeMs, resolve);
    });
    this.pause.end();
    this.write();
    await Promise.race([this.drained(), deadline]);
    this.givenUp = true;
    this.pause.end();
    this.reportLoss();
    await Promise.race([this.sink.close(), deadline]);
    cancelDeadline();
  }

  private async drained(): Promise<void> {
    while (this.queue.length > 0 && !this.givenUp) {
      this.write();
      await this.writing;
    }
  }

  private reportLoss(): void {
    const { first } = this.queue;
    if (first === undefined) return;
    this.watcher.lost(this.queue.length, this.instance, first.sequence);
    for (const { waiter } of this.queue.all) waiter?.reject(unavailable('the service stopped before the record of this change was kept, so the change was not done: try again later'));
  }
}

function unavailable(detail: string): Problem {
  return new Problem(503, 'record-unavailable', detail, { headers: { 'retry-after': RETRY_AFTER_SECONDS } });
}
