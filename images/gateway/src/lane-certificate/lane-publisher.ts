import { systemClock, type Clock } from '../clock';
import type { Logger } from '../log';
import type { LaneParameter } from './lane-parameter';

/** What a LanePublisher works with; times in milliseconds. */
export interface LanePublisherProps {
  readonly parameter: Pick<LaneParameter, 'read' | 'write' | 'close'>;
  /** SHA-256 of the certificate that the lane has now. */
  readonly fingerprint: () => Promise<string>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Between two looks: until it is told of for the first time, and from then on. */
const EAGER_MS = 1_000;
const CALM_MS = 30_000;

/**
 * Tells lane agents which certificate the worker lane has: lighttpd makes a new one at each start. Looks again and again, so that a
 * lighttpd that was started anew, or somebody who wrote over the parameter, is noticed. What fails is logged, and tried again.
 */
export class LanePublisher {
  private readonly clock: Clock;
  private cancel: () => void = () => undefined;
  private closed = false;
  private told = false;
  private faults = 0;

  constructor(private readonly props: LanePublisherProps) {
    this.clock = props.clock ?? systemClock;
  }

  start(): void {
    void this.round();
  }

  close(): void {
    this.closed = true;
    this.cancel();
    this.props.parameter.close();
  }

  private async round(): Promise<void> {
    try {
      await this.look();
      this.told = true;
      this.faults = 0;
    } catch (error) {
      this.faults += 1;
      // lighttpd comes up after this program: its first seconds are nobody's fault.
      if (!this.closed && (this.told || this.faults % 30 === 10)) {
        this.props.log.warn('the worker lane\'s certificate could not be told to lane agents', { error, faults: this.faults });
      }
    }
    if (this.closed) return;
    const pause = this.faults === 0 ? CALM_MS : EAGER_MS * Math.min(10, this.faults);
    this.cancel = this.clock.after(pause, () => void this.round());
  }

  private async look(): Promise<void> {
    const { parameter, fingerprint, log } = this.props;
    const now = await fingerprint();
    const before = await parameter.read();
    if (before?.fingerprint === now || this.closed) return;
    await parameter.write({ version: 1, fingerprint: now, since: new Date(this.clock.now()).toISOString() });
    log.info('the worker lane has a new certificate', { fingerprint: now, before: before?.fingerprint });
  }
}
