import type { Clock } from '../clock';

/** A pause that doubles with each failure, and can be cut short. */
export class GrowingPause {
  private cut?: () => void;

  /** @param firstMs the pause after the first failure */
  constructor(private readonly clock: Pick<Clock, 'after'>, private readonly firstMs: number) {}

  /** Pauses as is fitting after so many failures, no longer than the longest. */
  after(failures: number, longestMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(Math.min(longestMs, this.firstMs * 2 ** Math.min(failures - 1, 30)), () => this.end());
      this.cut = () => {
        cancel();
        this.cut = undefined;
        resolve();
      };
    });
  }

  /** Ends the pause, if there is one. */
  end(): void {
    this.cut?.();
  }
}
