import type { Alarm, Clock } from '../../../images/gateway/src/access/clock';

/** A clock that goes when it is told to. */
export class ManualClock implements Clock {
  private now = 0;
  private skew = 0;
  private pending: Array<{ readonly at: number; readonly callback: () => void }> = [];

  monotonic(): number {
    return this.now;
  }

  date(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.now + this.skew);
  }

  after(milliseconds: number, callback: () => void): Alarm {
    const entry = { at: this.now + milliseconds, callback };
    this.pending.push(entry);
    return { cancel: () => { this.pending = this.pending.filter((other) => other !== entry); } };
  }

  /** How many calls are still to come. */
  get alarms(): number {
    return this.pending.length;
  }

  /** Seconds until the next call; undefined where none is to come. */
  get nextAlarmInSeconds(): number | undefined {
    return this.pending.length === 0 ? undefined : (Math.min(...this.pending.map(({ at }) => at)) - this.now) / 1000;
  }

  /** Sets the machine's date: time itself doesn't pass. */
  setDateOffBy(seconds: number): void {
    this.skew = seconds * 1000;
  }

  /** Lets time pass, with every call that falls due in it, and whatever those set off. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds * 1000;
    for (;;) {
      const [due] = this.pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      this.now = due.at;
      this.pending = this.pending.filter((other) => other !== due);
      due.callback();
      await settled();
    }
    this.now = end;
    await settled();
  }
}

/** Once everything that can go on without time passing has gone on. For promises, not for files or sockets. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => { setImmediate(resolve); });
}
