import { unlessGone } from '../caller-gone';

/** One question on its way, and those who wait for its answer. It is given up once the last of them has gone. */
export class SharedFlight<T> {
  private readonly controller = new AbortController();
  /** The answer, for who waits on nobody's behalf: it may be given up. */
  readonly landed: Promise<T>;
  private waiting = 0;

  /** @param start asks; its signal is aborted when nobody waits any more */
  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.landed = start(this.controller.signal);
    // Whoever waits is told of a failure; with nobody waiting it is nobody's
    this.landed.catch(() => undefined);
  }

  /** Whether everybody who waited has gone: nobody may join any more. */
  get isGivenUp(): boolean {
    return this.controller.signal.aborted;
  }

  /** Whether anybody waits. */
  get isWaitedFor(): boolean {
    return this.waiting > 0;
  }

  /**
   * The answer, once it is there.
   * @param signal aborted when who asks goes away; without one they stay
   * @throws Problem 499 `caller-gone` for who has gone; and what the question ends in
   */
  async join(signal?: AbortSignal): Promise<T> {
    this.waiting += 1;
    try {
      return await unlessGone(this.landed, signal);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0 && signal?.aborted === true) this.controller.abort();
    }
  }
}
