import { setTimeout as pause } from 'node:timers/promises';

interface Waiter {
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  readonly settle: (isBack: boolean) => void;
}

const LOOK_EVERY_MS = 100;

/** Where calls wait for a luigid that restarts: however many they are, it is looked for once at a time. */
export class RestartWatch {
  private readonly waiting = new Set<Waiter>();

  /**
   * @param isBack whether luigid takes connections again
   * @param places who comes when so many wait already does not wait
   */
  constructor(private readonly isBack: () => Promise<boolean>, private readonly places: number) {}

  /**
   * Waits until luigid is back.
   * @param until when to give up, by performance.now()
   * @returns whether it is back: false after that moment, and where nobody waits any more
   */
  wait(until: number, signal?: AbortSignal): Promise<boolean> {
    if (this.waiting.size >= this.places || performance.now() >= until) return Promise.resolve(false);
    return new Promise((settle) => {
      this.waiting.add({ until, signal, settle });
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
        waiter.settle(isBack);
      }
    }
  }
}
