import type { MappingsHealth } from './access/mappings-health';
import { systemClock, type Clock } from './clock';
import type { DocumentsHealth } from './documents/documents-health';
import type { LogFields, Logger } from './log';
import type { DecisionLogHealth } from './records/decision';

/** What a HealthReport tells of. */
export interface HealthReportProps {
  readonly log: Pick<Logger, 'info'>;
  readonly mappings: { readonly health: MappingsHealth };
  /** @default - nobody can be shut out */
  readonly revocations?: { readonly health: DocumentsHealth };
  readonly decisions: { readonly health: DecisionLogHealth };
  /** @default systemClock */
  readonly clock?: Clock;
}

const EVERY_MS = 60_000;

/** Six reads that failed: one or two are no trouble yet. */
const REVOCATIONS_MAX_AGE_SECONDS = 60;

/**
 * A line `health` in the application log, at once and then every minute: how things stand, for alarms.
 * Other lines tell of the moment in which something broke, once; an alarm on these would say that all is well a minute later.
 */
export class HealthReport {
  private readonly clock: Clock;
  private readonly began: number;
  private refusedBefore = 0;
  private cancelNext: (() => void) | undefined;

  constructor(private readonly props: HealthReportProps) {
    this.clock = props.clock ?? systemClock;
    this.began = this.clock.monotonic();
    this.report();
  }

  /** Reports no more. */
  close(): void {
    this.cancelNext?.();
  }

  private report(): void {
    const { log, mappings: { health: mappings }, revocations, decisions: { health: decisions } } = this.props;
    log.info('health', {
      // Where mappings were never read, they are missed since the start.
      mappingsAgeSeconds: mappings.ageSeconds ?? this.age(),
      mappings: mappings.mappings ?? 0,
      mappingsInvalid: mappings.invalidCount,
      ...(revocations === undefined ? {} : this.ofRevocations(revocations.health)),
      recordsOk: decisions.ok,
      recordsWaiting: decisions.buffered,
      recordsRefused: decisions.refused - this.refusedBefore,
    });
    this.refusedBefore = decisions.refused;
    this.cancelNext = this.clock.after(EVERY_MS, () => this.report());
  }

  private ofRevocations({ ageSeconds, invalidCount }: DocumentsHealth): LogFields {
    const revocationsAgeSeconds = ageSeconds ?? this.age();
    return { revocationsOk: invalidCount === 0 && revocationsAgeSeconds < REVOCATIONS_MAX_AGE_SECONDS, revocationsAgeSeconds };
  }

  /** Seconds since the start. */
  private age(): number {
    return Math.floor((this.clock.monotonic() - this.began) / 1000);
  }
}
