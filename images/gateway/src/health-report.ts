import type { MappingsHealth } from './access/mappings-health';
import { systemClock, type Clock } from './clock';
import type { Logger } from './log';
import type { DecisionLogHealth } from './records/decision';

/** What a HealthReport tells of. */
export interface HealthReportProps {
  readonly log: Pick<Logger, 'info'>;
  readonly mappings: { readonly health: MappingsHealth };
  readonly decisions: { readonly health: DecisionLogHealth };
  /** @default systemClock */
  readonly clock?: Clock;
}

const EVERY_MS = 60_000;

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
    const { log, mappings: { health: mappings }, decisions: { health: decisions } } = this.props;
    log.info('health', {
      // Where mappings were never read, they are missed since the start.
      mappingsAgeSeconds: mappings.ageSeconds ?? Math.floor((this.clock.monotonic() - this.began) / 1000),
      mappings: mappings.mappings ?? 0,
      mappingsInvalid: mappings.invalidCount,
      recordsOk: decisions.ok,
      recordsWaiting: decisions.buffered,
      recordsRefused: decisions.refused - this.refusedBefore,
    });
    this.refusedBefore = decisions.refused;
    this.cancelNext = this.clock.after(EVERY_MS, () => this.report());
  }
}
