import { write as writeToDescriptor } from 'node:fs';

/** Writes bytes somewhere and calls back with how many were taken. */
export type Write = (data: Buffer, callback: (error: NodeJS.ErrnoException | null, written: number) => void) => void;

const AGAIN_MS = 10;

/**
 * Lines to a descriptor without ever making the event loop wait: a reader that stalls (a log driver, a full pipe) costs log lines, not answers.
 * `process.stdout` writes to pipes and files synchronously, so it is not used.
 */
export class LineWriter {
  private lines: string[] = [];
  private size = 0;
  private lost = 0;
  private busy = false;
  private idle: Array<() => void> = [];

  /**
   * @param bytes of lines that are held at most; more are dropped and counted
   * @param dropped makes a line that says how many were dropped
   */
  constructor(private readonly write: Write, private readonly bytes: number, private readonly dropped: (count: number) => string) {}

  /** To an open descriptor, such as 1 for stdout. */
  static toDescriptor(descriptor: number, bytes: number, dropped: (count: number) => string): LineWriter {
    return new LineWriter((data, callback) => writeToDescriptor(descriptor, data, callback), bytes, dropped);
  }

  /** Takes a line, without its newline, or drops it. */
  add(line: string): void {
    if (this.size + line.length > this.bytes) {
      this.lost += 1;
      return;
    }
    this.lines.push(line);
    this.size += line.length;
    if (!this.busy) this.next();
  }

  /** Resolves when everything that was taken is written, or after so many milliseconds. */
  flush(milliseconds: number): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private next(): void {
    const lines = this.lines;
    if (this.lost > 0) lines.push(this.dropped(this.lost));
    this.lines = [];
    this.size = 0;
    this.lost = 0;
    this.busy = lines.length > 0;
    if (this.busy) this.push(Buffer.from(lines.map((line) => `${line}\n`).join('')));
    else for (const tell of this.idle.splice(0)) tell();
  }

  private push(data: Buffer): void {
    this.write(data, (error, written) => {
      if (error?.code === 'EAGAIN') return void setTimeout(() => this.push(data), AGAIN_MS);
      // Nobody reads any more: there is nowhere to say so.
      if (error !== null || written >= data.length) return this.next();
      this.push(data.subarray(written));
    });
  }
}
