/** Time and timers, so that tests hold them in their hands. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward, whatever is done to the machine's date. */
  monotonic(): number;
  /** The date, for people to read: nothing is decided by it. */
  date(): Date;
  /** Calls back once, later. Never keeps the process alive by itself. */
  after(milliseconds: number, callback: () => void): Alarm;
}

/** A call that is still to come. */
export interface Alarm {
  /** Makes it not come. Harmless afterwards. */
  cancel(): void;
}

/** The machine's clock. */
export const SYSTEM_CLOCK: Clock = {
  monotonic: () => performance.now(),
  date: () => new Date(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
