import { setTimeout as pause } from 'node:timers/promises';

interface Waiter {
  readonly bytes: number;
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  readonly settle: (isBack: boolean) => void;
}

const LOOK_EVERY_MS = 100;

/** Where calls wait for a luigid that restarts: however many they are, it is looked for once at a time. */
export class RestartWatch {
  private readonly waiting = new Set<Waiter>();
  private bytes = 0;

  /**
   * @param isBack whether luigid takes connections again
   * @param bounds how many may wait, and how many bytes their forms may have together: who comes past that does not wait
   */
  constructor(private readonly isBack: () => Promise<boolean>, private readonly bounds: { readonly waiting: number; readonly bytes: number }) {}

  /**
   * Waits until luigid is back.
   * @param until when to give up, by performance.now()
   * @param bytes of its form
   * @returns whether it is back: false after that moment, and where nobody waits any more
   */
  wait(until: number, bytes: number, signal?: AbortSignal): Promise<boolean> {
    const { waiting, bounds } = this;
    if (waiting.size >= bounds.waiting || this.bytes + bytes > bounds.bytes || performance.now() >= until) return Promise.resolve(false);
    return new Promise((settle) => {
      this.waiting.add({ until, bytes, signal, settle });
      this.bytes += bytes;
      if (this.waiting.size === 1) void this.look();
    });
  }

  private async look(): Promise<void> {
    while (this.waiting.size > 0) {
      await pause(LOOK_EVERY_MS);
      const isBack = await this.isBack();
      for (const waiter of this.waiting) {
        if (!isBack && performance.now() < waiter.until && waiter.signal?.aborted !== true) continue;
        this.waiting.delete(waiter);
        this.bytes -= waiter.bytes;
        waiter.settle(isBack);
      }
    }
  }
}
