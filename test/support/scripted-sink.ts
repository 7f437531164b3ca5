import type { DecisionSink, RecordLine } from '../../images/gateway/src/records/decision';

/** A sink whose writes end when, and as, the test says. */
export class ScriptedSink implements DecisionSink {
  /** What is safe, in the order it was written; written again stands again. */
  readonly stored: RecordLine[] = [];
  closed = false;

  private current?: { readonly lines: readonly RecordLine[]; resolve(): void; reject(error: Error): void };

  /** Lines of the write that is under way. */
  get pending(): readonly RecordLine[] {
    return this.current?.lines ?? [];
  }

  get busy(): boolean {
    return this.current !== undefined;
  }

  write(lines: readonly RecordLine[]): Promise<void> {
    if (this.current !== undefined) throw new Error('got a write while another is under way');
    return new Promise((resolve, reject) => { this.current = { lines: [...lines], resolve, reject }; });
  }

  /** The write under way succeeds. */
  succeed(): void {
    const { lines, resolve } = this.end();
    this.stored.push(...lines);
    resolve();
  }

  /** The write under way fails, after the first `kept` lines became safe all the same. */
  fail(message = 'sink failed', kept = 0): void {
    const { lines, reject } = this.end();
    this.stored.push(...lines.slice(0, kept));
    reject(new Error(message));
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  private end() {
    const { current } = this;
    if (current === undefined) throw new Error('got no write under way');
    this.current = undefined;
    return current;
  }
}
