import { systemClock, type Clock } from '../clock';
import type { LaneParameter } from '../lane-certificate/lane-parameter';

/** Between two reads of the parameter. */
const PAUSE_MS = 2_000;

/** The certificate that the lane is said to have. Read again when asked, though not more often than every two seconds. */
export class LanePin {
  private pin: string | undefined;
  private reading: Promise<void> | undefined;
  private readAt = -Infinity;

  constructor(private readonly parameter: Pick<LaneParameter, 'read'>, private readonly clock: Pick<Clock, 'monotonic'> = systemClock) {}

  /** Undefined where it was never told. */
  get current(): string | undefined {
    return this.pin;
  }

  /**
   * Reads it again, unless that was just done.
   * @throws Error where SSM can't be asked; what was read before stays
   */
  async renew(): Promise<void> {
    if (this.reading !== undefined) return this.reading;
    if (this.clock.monotonic() - this.readAt < PAUSE_MS) return;
    this.readAt = this.clock.monotonic();
    this.reading = this.parameter.read()
      .then((document) => { this.pin = document?.fingerprint ?? this.pin; })
      .finally(() => { this.reading = undefined; });
    return this.reading;
  }
}
