const FIRST_MS = 100;
const LONGEST_MS = 5_000;
const STEADY_MS = 10_000;

/** How long to wait before a program that died is started again: doubles from 100 ms to 5 s, and starts over once it ran 10 s. */
export class BackOff {
  private next = FIRST_MS;

  /**
   * The wait before the next start, in milliseconds.
   * @param ranForMs how long the program ran this time
   */
  delayAfter(ranForMs: number): number {
    if (ranForMs >= STEADY_MS) this.next = FIRST_MS;
    const delay = this.next;
    this.next = Math.min(this.next * 2, LONGEST_MS);
    return delay;
  }
}
