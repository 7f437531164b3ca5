import { setTimeout as pause } from 'node:timers/promises';

/** Settings of {@link waitFor}. */
export interface WaitOptions {
  /** What is waited for, for the error message: "the gateway answers". */
  readonly what: string;
  /** In milliseconds: after that it hangs, also on a machine that is slow or busy. @default 60000 */
  readonly timeoutMs?: number;
  /** Between two looks, in milliseconds. @default 25 */
  readonly everyMs?: number;
}

/**
 * Waits until a condition holds and returns what it gave: anything but undefined, null and false. A throwing condition does not hold yet.
 * @throws Error naming what was waited for, with the last error of the condition as cause
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<NonNullable<T>> {
  const { timeoutMs = 60_000 } = options;
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain until ${options.what}`, { cause });
    }
    await pause(options.everyMs ?? 25);
  }
}
