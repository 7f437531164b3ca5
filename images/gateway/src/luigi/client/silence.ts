/**
 * How long luigid has been asked without a word from it. It does one thing at a time: where it has not answered one call, it answers none.
 * Moments are milliseconds of a clock that never goes back.
 */
export class Silence {
  /** Of the last answer, or of the first question after a time without any. */
  private since = 0;
  /** A call has been given up, and nothing was heard after that. */
  private givenUp = false;

  /** @param longMs from when on a silence is long */
  constructor(private readonly longMs: number) {}

  /**
   * luigid is asked.
   * @param alone whether it has nothing else to answer
   */
  asked(now: number, alone: boolean): void {
    if (alone && !this.givenUp) this.since = now;
  }

  /** luigid has answered something, or was seen to be away. */
  heard(now: number): void {
    this.givenUp = false;
    this.since = now;
  }

  /** A call was given up, since no answer came in time. */
  unheard(): void {
    this.givenUp = true;
  }

  /** Milliseconds until the silence is long, if luigid says nothing until then: 0 where it is. */
  longIn(now: number): number {
    return Math.max(0, this.since + this.longMs - now);
  }
}
