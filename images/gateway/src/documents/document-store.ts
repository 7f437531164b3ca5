import { systemClock, type Clock } from '../clock';
import type { Logger } from '../log';
import { Problem } from '../problem';
import type { DocumentKind } from './document-kind';
import { DocumentSourceError, type DocumentSource } from './document-source';
import type { DocumentsHealth } from './documents-health';
import { compareSnapshots, takeSnapshot, type Snapshot } from './snapshot';

/** What a DocumentStore works with. */
export interface DocumentStoreProps {
  readonly source: DocumentSource;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /**
   * From the end of one read to the begin of the next.
   * @default 30
   */
  readonly refreshSeconds?: number;
  /**
   * How old the last good documents may become before they are not gone by.
   * @default 3600
   */
  readonly maxAgeSeconds?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** While there are no documents yet, the next read comes sooner. */
const FIRST_READ_RETRY_SECONDS = 5;
const INVALID_SHOWN = 50;

interface Loaded<Item, Whole> {
  readonly snapshot: Snapshot<Item, Whole>;
  /** When its read began: what was changed since may be missing in it. */
  readonly askedAt: number;
  readonly readAt: Date;
}

/**
 * Documents of one kind, read again and again.
 *
 * - A document that is invalid is as if it were not there, also where it was valid before; the others go on. Of a kind that keeps the
 *   last good ones it goes on saying what it said; where nobody knows what that is, nobody is let in.
 * - A read that fails says nothing about any of them: the last good ones hold until they are too old, then none do.
 * - A read that takes long holds up the next one, never an answer. One at a time.
 * - Age is told by a clock that only goes forward: setting the machine's date changes nothing.
 */
export class DocumentStore<Item, Whole> {
  private readonly clock: Clock;
  private readonly refreshSeconds: number;
  private readonly maxAgeSeconds: number;
  private loaded: Loaded<Item, Whole> | undefined;
  private reading: Promise<void> | undefined;
  private cancelNextRead: (() => void) | undefined;
  private closed = false;
  private lastError: string | undefined;
  private failuresInARow = 0;
  private toldTooOld = false;
  private readonly counters = { reads: 0, failedReads: 0, invalidDocuments: 0 };

  constructor(private readonly kind: DocumentKind<Item, Whole>, private readonly props: DocumentStoreProps) {
    this.clock = props.clock ?? systemClock;
    this.refreshSeconds = props.refreshSeconds ?? 30;
    this.maxAgeSeconds = props.maxAgeSeconds ?? 3600;
  }

  /** Reads for the first time, and again from then on until `close`. Never rejects: without documents, callers get 503. */
  async start(): Promise<void> {
    await this.refresh();
  }

  /** Reads now. Callers at the same time share one read. Never rejects. */
  refresh(): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.cancelNextRead?.();
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
      if (!this.closed) this.cancelNextRead = this.clock.after(this.secondsToNextRead() * 1000, () => void this.refresh());
    });
    return this.reading;
  }

  /**
   * What the last good documents make together.
   * @throws Problem 503 `<plural>-unavailable` where none were ever loaded, the last good ones are too old, or there is no good one to keep
   */
  get whole(): Whole {
    const { loaded, kind } = this;
    if (loaded !== undefined && this.holds(loaded)) return loaded.snapshot.whole;
    const got = loaded === undefined ? `no ${kind.title}s have been loaded yet`
      : loaded.snapshot.isKnown ? `the ${kind.title}s are too old to go by` : `no valid ${kind.title}s have been loaded yet`;
    const wait = this.secondsToNextRead();
    throw new Problem(503, `${kind.plural}-unavailable`, `${got}, so that nobody can be let in; try again in ${wait} s, and tell whoever runs the service if this goes on`, {
      headers: { 'retry-after': String(wait) },
    });
  }

  get health(): DocumentsHealth {
    const { loaded } = this;
    const invalid = [...loaded?.snapshot.outcomes ?? []]
      .flatMap(([name, { error }]) => (error === undefined ? [] : [{ name, error }]))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      ok: loaded !== undefined && this.holds(loaded),
      degraded: invalid.length > 0 || this.failuresInARow > 0,
      source: this.props.source.address,
      count: loaded?.snapshot.size ?? null,
      ageSeconds: loaded === undefined ? null : Math.floor(this.ageSeconds(loaded)),
      readAt: loaded?.readAt.toISOString() ?? null,
      invalidCount: invalid.length,
      invalid: invalid.slice(0, INVALID_SHOWN),
      failuresInARow: this.failuresInARow,
      lastError: this.lastError ?? null,
      counters: { ...this.counters },
    };
  }

  /** Reads no more. What a read brings that is under way is not used. */
  close(): void {
    this.closed = true;
    this.cancelNextRead?.();
  }

  private async read(): Promise<void> {
    const askedAt = this.clock.monotonic();
    this.counters.reads += 1;
    try {
      const documents = await this.props.source.read();
      if (this.closed) return;
      const snapshot = takeSnapshot(this.kind, documents, this.loaded?.snapshot);
      this.swap({ snapshot, askedAt, readAt: new Date(this.clock.now()) });
    } catch (error) {
      if (!this.closed) this.fail(error);
    }
  }

  private swap(loaded: Loaded<Item, Whole>): void {
    const before = this.loaded?.snapshot;
    this.loaded = loaded;
    const { kind, props: { log } } = this;
    const { snapshot } = loaded;
    if (this.lastError !== undefined) log.info(`${kind.plural}-readable-again`, { source: this.props.source.address, failures: this.failuresInARow });
    this.lastError = undefined;
    this.failuresInARow = 0;
    this.toldTooOld = false;
    if (snapshot === before) return;
    const { changed, ended, invalid } = compareSnapshots(snapshot, before);
    this.counters.invalidDocuments += invalid.length;
    for (const { name, error } of invalid) log.error(`${kind.name}-invalid`, { [kind.name]: name, error });
    if (changed.length === 0 && ended.length === 0 && kind.keepsLastGood === true) return;
    log[snapshot.size === 0 && kind.keepsLastGood !== true ? 'warn' : 'info'](`${kind.plural}-changed`, { source: this.props.source.address, [kind.plural]: snapshot.size, changed, ended });
  }

  private fail(error: unknown): void {
    const { kind, props: { log, source } } = this;
    this.counters.failedReads += 1;
    this.failuresInARow += 1;
    const message = error instanceof DocumentSourceError ? error.message : `got ${error instanceof Error ? error.name : 'a failure'} from ${source.address}`;
    if (message !== this.lastError) {
      log.error(`${kind.plural}-unreadable`, { source: source.address, error: message, cause: causeOf(error), kept: this.loaded?.snapshot.size ?? null });
    }
    this.lastError = message;
    if (this.loaded !== undefined && this.isTooOld(this.loaded) && !this.toldTooOld) {
      this.toldTooOld = true;
      log.error(`${kind.plural}-too-old`, { source: source.address, ageSeconds: Math.floor(this.ageSeconds(this.loaded)), maxAgeSeconds: this.maxAgeSeconds });
    }
  }

  private ageSeconds({ askedAt }: Pick<Loaded<Item, Whole>, 'askedAt'>): number {
    return (this.clock.monotonic() - askedAt) / 1000;
  }

  private holds(loaded: Loaded<Item, Whole>): boolean {
    return loaded.snapshot.isKnown && !this.isTooOld(loaded);
  }

  private isTooOld(loaded: Loaded<Item, Whole>): boolean {
    return this.ageSeconds(loaded) > this.maxAgeSeconds;
  }

  private secondsToNextRead(): number {
    return this.loaded === undefined ? Math.min(FIRST_READ_RETRY_SECONDS, this.refreshSeconds) : this.refreshSeconds;
  }
}

/** For the log: what the library said. */
function causeOf(error: unknown): string | undefined {
  const cause = error instanceof DocumentSourceError ? error.cause : error;
  return cause instanceof Error ? `${cause.name}: ${cause.message}`.slice(0, 500) : undefined;
}
