import { metricNamespace } from '../../../../lib/contract/gateway-metrics';
import { systemClock, type Clock } from '../clock';
import type { Logger } from '../log';
import { emfFields, numbersApart, type Figures } from './emf';
import type { LuigidFigures } from './luigid-figures';

/** Figures since they were taken last. */
export interface FiguresSource {
  take(): Figures;
}

/** What a MetricsReport tells of. */
export interface MetricsReportProps {
  readonly log: Pick<Logger, 'info'>;
  /** The service whose metrics they are. */
  readonly serviceName: string;
  /** What was measured, and how the process is. */
  readonly sources: readonly FiguresSource[];
  readonly luigid: LuigidFigures;
  /** @default systemClock */
  readonly clock?: Clock;
}

const EVERY_MS = 60_000;

/**
 * Lines `metrics` in the application log every minute, and at the end, which CloudWatch makes metrics of. They hold numbers only: no name of
 * a task, a person or a mapping.
 */
export class MetricsReport {
  private readonly clock: Clock;
  private cancelNext: () => void;
  private closed = false;

  constructor(private readonly props: MetricsReportProps) {
    this.clock = props.clock ?? systemClock;
    this.cancelNext = this.next();
  }

  /** Tells what was measured since the last line, and no more. luigid is not asked: it may be stopping as well. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.cancelNext();
    this.write({});
  }

  private next(): () => void {
    return this.clock.after(EVERY_MS, () => {
      // Begun before luigid is asked, so that a slow one does not make the minutes longer.
      this.cancelNext = this.next();
      void this.props.luigid.take().then((luigid) => { if (!this.closed) this.write(luigid); });
    });
  }

  private write(luigid: Figures): void {
    const { log, serviceName, sources } = this.props;
    const figures = Object.assign({}, ...sources.map((source) => source.take()), luigid) as Figures;
    for (const told of numbersApart(figures)) {
      const fields = emfFields(metricNamespace(serviceName), this.clock.now(), told);
      if (fields !== undefined) log.info('metrics', fields);
    }
  }
}
