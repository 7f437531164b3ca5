/** Time and timers, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since the epoch: may jump. For what is told to people. */
  now(): number;
  /** Milliseconds since some moment: never goes back. For measuring how long something took. */
  monotonic(): number;
  /**
   * Calls back once, `milliseconds` from now. Keeps the process alive until then.
   * @returns cancels it
   */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
